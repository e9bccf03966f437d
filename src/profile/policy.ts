import { durationHint, parseDuration } from './duration.ts';
import { about, type Finding } from './finding.ts';
import type { Policy } from './profile.ts';
import { quote } from './quote.ts';
import type { Tree } from './tree.ts';

const LONGEST_WINDOW_MS = 86_400_000;
const SMALLEST_PROBABILITY = 1e-9;
const COUNTS = ['after', 'every', 'times', 'budget'] as const;

/** When a rule fires. */
export interface ReadPolicy {
  policy: Policy;
  /** Whether every term could be read; those of the wrong type are left out, the schema finds them. */
  complete: boolean;
  findings: Finding[];
}

/** Reads the terms of a rule that say when it fires. */
export function readPolicy(rule: Tree): ReadPolicy {
  const read: ReadPolicy = { policy: {}, complete: true, findings: [] };
  const term = <Key extends keyof Policy>(name: string, key: Key, reader: (tree: Tree) => Policy[Key] | Finding) => {
    const tree = rule.fields?.get(name)?.tree;
    const value = tree && reader(tree);
    if (typeof value === 'object' && 'code' in value) read.findings.push(value);
    else if (value !== undefined) read.policy[key] = value;
    else if (tree) read.complete = false;
  };
  term('probability', 'probability', readProbability);
  for (const key of COUNTS) term(key, key, readCount);
  term('nth', 'nth', readNth);
  term('from', 'fromMs', readMoment);
  term('until', 'untilMs', readMoment);
  term('process', 'process', readProcess);
  read.findings.push(...neverFires(rule, read.policy));
  return read;
}

function neverFires(rule: Tree, { fromMs = 0, untilMs, after = 0, every = 1, nth }: Policy): Finding[] {
  const findings: Finding[] = [];
  const until = rule.fields?.get('until')?.tree;
  if (until && untilMs !== undefined && untilMs <= fromMs) {
    const message =
      untilMs === 0 ? 'the rule ends before it can begin' : 'the rule ends (until) no later than it begins (from)';
    findings.push(about(until, 'never-fires', message, 'make until later than from'));
  }
  const calls = rule.fields?.get('nth')?.tree;
  const isDue = (call: number) => call > after && (every === 0 || (call - after) % every === 0);
  if (calls && nth && nth.length > 0 && !nth.some(isDue)) {
    const message = 'nth names only calls that after and every let pass';
    findings.push(
      about(calls, 'never-fires', message, 'nth counts from the first matching call; leave the others out'),
    );
  }
  return findings;
}

function readProbability(tree: Tree): number | Finding | undefined {
  if (typeof tree.value !== 'number' || !(tree.value >= 0 && tree.value <= 1)) return undefined;
  if (tree.value === 0 || tree.value >= SMALLEST_PROBABILITY) return tree.value + 0;
  const message = `a probability of ${tree.value} cannot be told from 0`;
  return about(tree, 'wrong-value', message, `write 0, or at least ${SMALLEST_PROBABILITY.toFixed(9)}`);
}

function readNth({ value }: Tree): number[] | undefined {
  const calls = (Array.isArray(value) ? value : [value]).map(wholeNumber);
  return calls.every((call) => call) ? [...new Set(calls as number[])].sort((a, b) => a - b) : undefined;
}

function readMoment(tree: Tree): number | Finding | undefined {
  if (typeof tree.value !== 'string' && typeof tree.value !== 'number') return undefined;
  const ms = parseDuration(tree.value);
  if (ms === undefined) {
    return about(tree, 'duration', `${quote(tree.value)} is not a duration`, durationHint(tree.value, '30s'));
  }
  if (ms <= LONGEST_WINDOW_MS) return ms;
  return about(tree, 'duration', `${quote(tree.value)} is longer than 24 hours`, 'write at most 24h');
}

function readProcess(tree: Tree): string | Finding | undefined {
  const name = tree.value;
  if (typeof name !== 'string') return undefined;
  if (name === '') return about(tree, 'process', 'the process is empty', 'leave it out for every process');
  if (name.length > 255)
    return about(tree, 'process', 'the process is longer than a file name can be', 'write at most 255 characters');
  if (name.includes('/')) {
    const base = name.split('/').findLast((part) => part !== '') ?? '*';
    const message = `${quote(name)} contains a directory; a process is named without`;
    return about(tree, 'process', message, `write ${quote(base)}`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (!/[,@:\s\0-\x1f\x7f-\x9f]|\p{Cs}/u.test(name)) return name;
  const message = `the process ${quote(name)} contains white space, a comma, @, : or a control character`;
  return about(tree, 'process', message, 'write ? for such a character');
}

function readCount({ value }: Tree): number | undefined {
  return wholeNumber(value);
}

function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}
