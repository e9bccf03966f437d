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

/** A key of a rule that is an effect. */
export interface EffectKey {
  key: string;
  kind: Effect['kind'];
  /** As it may stand in a profile. */
  example: string;
  /** What the value means; undefined for what the schema finds. */
  read: (tree: Tree, target: Target | undefined) => Effect | Finding | undefined;
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
  valued('limit', 'LIMIT', 'limit: 64MiB', readSize),
  flag('short', 'SHORT'),
  flag('torn', 'TORN'),
  flag('corrupt', 'CORRUPT'),
  valued('throttle', 'THROTTLE', 'throttle: 5MiB/s', readSpeed),
  valued('rate', 'RATE', 'rate: 2', readFactor),
  flag('freeze', 'FREEZE'),
  valued('offset', 'OFFSET', 'offset: -250ms', readSignedDuration),
  valued('jump', 'JUMP', 'jump: -1s', readSignedDuration),
];

/** An effect that is there or not. */
function flag(key: string, kind: OtherEffect): EffectKey {
  return { key, kind, example: `${key}: true`, read: ({ value }) => (value === true ? { kind } : undefined) };
}

/** What a value is in the rule text. */
type ReadValue = (tree: Tree, example: string) => string | Finding | undefined;

function valued(key: string, kind: OtherEffect, example: string, readValue: ReadValue): EffectKey {
  const read = (tree: Tree) => {
    const value = readValue(tree, example);
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

const SIZE = /^\d{1,15}(\.\d{1,9})?(B|KiB|MiB|GiB|kB|KB|MB|GB)?$/;

function readSize(tree: Tree, example: string): string | Finding | undefined {
  const text = typeof tree.value === 'number' ? plain(tree.value) : tree.value;
  if (typeof text !== 'string') return undefined;
  return SIZE.test(text) ? text : refused(tree, 'a size', example);
}

function readSpeed(tree: Tree, example: string): string | Finding | undefined {
  if (typeof tree.value !== 'string') return undefined;
  const [, size = ''] = /^(.*)\/s$/.exec(tree.value) ?? [];
  return SIZE.test(size) && Number.parseFloat(size) > 0 ? tree.value : refused(tree, 'a speed', example);
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
    return about(tree, 'duration', `${quote(value)} is not a duration`, durationHint(amount, '-250ms'));
  return `${sign === '-' ? '-' : ''}${plain(ms)}ms`;
}

function readHost(tree: Tree, example: string): string | Finding | undefined {
  if (typeof tree.value !== 'string') return undefined;
  return isHost(tree.value) ? tree.value : refused(tree, 'a host', example);
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
