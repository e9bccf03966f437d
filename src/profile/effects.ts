import { decimal } from '../compile/decimal.ts';
import { signals } from '../compile/grammar.ts';
import { readDelay } from './delay.ts';
import { durationHint, parseDuration } from './duration.ts';
import { about, type Finding } from './finding.ts';
import { isAddress, isHost } from './host.ts';
import type { Target } from './operation.ts';
import type { Effect, OtherEffect } from './profile.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

/** A clock can be shifted by less: 100 years. */
const SHIFT_LIMIT_MS = 36_525 * 86_400_000;

/** How many addresses an answer that is made up can have. */
const MOST_ADDRESSES = 32;

/** A key of a rule that is an effect. */
export interface EffectKey {
  key: string;
  kind: Effect['kind'];
  /** As it may stand in a profile. */
  example: string;
  /** What the value means; undefined for what the schema finds. */
  read: (tree: Tree, target: Target | undefined, selector: string) => Effect | Finding | undefined;
}

/** All of them but `fail`, in the order in which they befall a call. */
export const OTHER_EFFECTS: readonly EffectKey[] = [
  { key: 'delay', kind: 'LATENCY', example: 'delay: 250ms', read: readDelay },
  valued('kill', 'KILL', 'kill: SIGKILL', readSignal),
  flag('timeout', 'TIMEOUT'),
  flag('blackhole', 'BLACKHOLE'),
  flag('reset', 'RESET'),
  flag('drop', 'DROP'),
  valued('quota', 'QUOTA', 'quota: 10MiB', readSize),
  valued('rewrite', 'REWRITE', 'rewrite: other.example.com', readHost),
  valued('service', 'SERVICE', 'service: 8080', readService),
  valued('override', 'OVERRIDE', 'override: 127.0.0.1', readAddresses),
  valued('filterFamily', 'FILTER_FAMILY', 'filterFamily: inet', readFamily),
  flag('shuffle', 'SHUFFLE'),
  valued('limit', 'LIMIT', 'limit: 64MiB', readLimit),
  flag('short', 'SHORT'),
  flag('torn', 'TORN'),
  flag('corrupt', 'CORRUPT'),
  valued('throttle', 'THROTTLE', 'throttle: 5MiB/s', readSpeed),
  valued('rate', 'RATE', 'rate: 2', readFactor),
  flag('freeze', 'FREEZE'),
  valued('offset', 'OFFSET', 'offset: -250ms', readSignedDuration),
  valued('jump', 'JUMP', 'jump: -1s', readStep),
];

/** An effect that is there or not. */
function flag(key: string, kind: OtherEffect): EffectKey {
  return { key, kind, example: `${key}: true`, read: ({ value }) => (value === true ? { kind } : undefined) };
}

/** What a value is in the rule text. */
type ReadValue = (tree: Tree, example: string, target: Target | undefined) => string | Finding | undefined;

function valued(key: string, kind: OtherEffect, example: string, readValue: ReadValue): EffectKey {
  const read = (tree: Tree, target: Target | undefined) => {
    const value = readValue(tree, example, target);
    return typeof value === 'string' ? { kind, value } : value;
  };
  return { key, kind, example, read };
}

function refused(tree: Tree, what: string, example: string): Finding {
  return about(tree, 'wrong-value', `${quote(tree.value)} is not ${what}`, `write for example \`${example}\``);
}

function readSignal(tree: Tree): string | Finding | undefined {
  const name = tree.value;
  if (typeof name !== 'string') return undefined;
  const whole = name.startsWith('SIG') ? name : `SIG${name}`;
  if (signals.has(whole)) return whole;
  const meant = nearest(whole.toUpperCase(), signals.keys());
  const hint = meant ? `did you mean ${meant}?` : 'write the name of a signal, such as SIGKILL or SIGSEGV';
  return about(tree, 'wrong-value', `unknown signal ${quote(name)}`, hint);
}

const SIZE = /^(\d{1,15}(?:\.\d{1,9})?)(B|KiB|MiB|GiB|kB|KB|MB|GB)?$/;

const UNIT_BYTES: Record<string, number> = {
  ...{ B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 },
  ...{ kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9 },
};

/** More than any machine has, and more digits than the libraries read. */
const LARGEST_BYTES = 1e18;

/** The bytes of a size; undefined when it is none. */
function bytesOf(text: string): number | undefined {
  const [, number, unit = 'B'] = SIZE.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (UNIT_BYTES[unit] ?? 1);
}

function readSize(tree: Tree, example: string): string | Finding | undefined {
  const text = typeof tree.value === 'number' ? plain(tree.value) : tree.value;
  if (typeof text !== 'string') return undefined;
  const bytes = bytesOf(text);
  if (bytes === undefined) return refused(tree, 'a size', example);
  return bytes < LARGEST_BYTES ? text : tooLarge(tree);
}

/** Of memory a size; of name resolution how many entries. */
function readLimit(tree: Tree, example: string, target: Target | undefined): string | Finding | undefined {
  if (target?.library.name !== 'dns') return readSize(tree, example);
  const text = String(tree.value);
  return /^\d{1,9}$/.test(text) ? text : refused(tree, 'how many entries an answer has', 'limit: 1');
}

function readSpeed(tree: Tree, example: string): string | Finding | undefined {
  if (typeof tree.value !== 'string') return undefined;
  const [, size = ''] = /^(.*)\/s$/.exec(tree.value) ?? [];
  const bytes = bytesOf(size);
  if (bytes === undefined) return refused(tree, 'a speed', example);
  if (bytes >= LARGEST_BYTES) return tooLarge(tree);
  return bytes >= 1
    ? tree.value
    : about(tree, 'wrong-value', `${quote(tree.value)} is no speed`, 'write at least 1B/s');
}

function tooLarge(tree: Tree): Finding {
  const message = `${quote(tree.value)} is more than any machine has`;
  return about(tree, 'wrong-value', message, 'write less than 1073741824GiB');
}

function readFactor({ value }: Tree): string | undefined {
  return typeof value === 'number' && value >= 0.001 && value <= 1000 ? plain(value) : undefined;
}

function readSignedDuration(tree: Tree): string | Finding | undefined {
  const { value } = tree;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = typeof value === 'number' ? plain(value) : value;
  const [, sign = '', amount = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const ms = parseDuration(amount);
  if (ms === undefined)
    return about(tree, 'duration', `${quote(value)} is not a duration`, durationHint(amount, '-250ms', { sign }));
  if (ms >= SHIFT_LIMIT_MS)
    return about(tree, 'duration', `${quote(value)} is 100 years or more`, 'write less than 36525d');
  return `${sign === '-' ? '-' : ''}${plain(ms)}ms`;
}

/** A step of a clock, which is none without a length. */
function readStep(tree: Tree): string | Finding | undefined {
  const step = readSignedDuration(tree);
  if (step !== '0ms' && step !== '-0ms') return step;
  return about(tree, 'duration', `a jump of ${quote(tree.value)} is none`, 'write for example `jump: -1s`');
}

function readHost(tree: Tree, example: string): string | Finding | undefined {
  if (typeof tree.value !== 'string') return undefined;
  return isHost(tree.value) && !tree.value.endsWith('.') ? tree.value : refused(tree, 'a host', example);
}

function readService(tree: Tree, example: string): string | Finding | undefined {
  const text = typeof tree.value === 'number' ? String(tree.value) : tree.value;
  if (typeof text !== 'string') return undefined;
  const valid = /^\d+$/.test(text) ? Number(text) <= 65_535 : /^[A-Za-z][\w.+-]{0,62}$/.test(text);
  return valid ? text : refused(tree, 'a port or the name of a service', example);
}

function readAddresses(tree: Tree, example: string): string | Finding | undefined {
  const list = (Array.isArray(tree.value) ? tree.value : [tree.value]) as unknown[];
  if (!list.every((item) => typeof item === 'string')) return undefined;
  const addresses = list.flatMap((item) => (item as string).split(',')).map((item) => item.trim());
  const wrong = addresses.find((address) => !isAddress(address));
  if (addresses.length > MOST_ADDRESSES)
    return about(tree, 'wrong-value', `${addresses.length} addresses are too many`, `write at most ${MOST_ADDRESSES}`);
  if (wrong === undefined) return addresses.join(',');
  return about(tree, 'wrong-value', `${quote(wrong)} is not an address`, `write for example \`${example}\``);
}

function readFamily({ value }: Tree): string | undefined {
  return value === 'inet' || value === 'inet6' ? value : undefined;
}

/** A number as rule texts have it. */
function plain(value: number): string {
  return decimal(value, 9);
}
