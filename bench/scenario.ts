import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { libraries } from '../src/compile/grammar.ts';
import { fillRunDirectory } from '../src/run/directory.ts';

/** What the libraries are told while calls are measured. */
export interface Scenario {
  name: string;
  title: string;
  /** The rule texts of libraries, for calls on files in the directory; absent where there is no run directory at all. */
  rules?: (directory: string) => Record<string, string>;
  threads: number[];
  /** Nanoseconds that a call may take longer than the bare one. */
  budgetNs: number;
}

export const scenarios: Scenario[] = [
  { name: 'no-rule', title: 'run directory, no rule', rules: () => ({}), threads: [1, 2], budgetNs: 10 },
  {
    name: 'other-operation',
    title: 'a rule of another operation',
    rules: () => ({ io: '*:fsync:EIO\n', time: 'alarm:LATENCY:1\n' }),
    threads: [1, 2],
    budgetNs: 10,
  },
  { name: 'no-directory', title: 'no run directory, no rule text', threads: [1], budgetNs: 20 },
  {
    name: 'other-path',
    title: 'a rule on another path or clock',
    rules: () => ({ io: '/no/such/directory:EIO\n', time: 'clock_gettime/boottime:EINVAL\n' }),
    threads: [1],
    budgetNs: 60,
  },
  { name: 'match-1', title: 'matches, p=0, 1 rule', rules: matching(1), threads: [1, 2], budgetNs: 60 },
  { name: 'match-256', title: 'matches, p=0, 256 rules', rules: matching(256), threads: [1], budgetNs: 100 },
  { name: 'match-4096', title: 'matches, p=0, 4096 rules', rules: matching(4096), threads: [1], budgetNs: 150 },
];

/** One rule that matches and never fires, and others beside it that do not match, so many in all. */
function matching(count: number): (directory: string) => Record<string, string> {
  const others = (line: (index: number) => string) =>
    Array.from({ length: count - 1 }, (_, index) => line(index)).join('');
  return (directory) => ({
    io: `${others((index) => `${directory}/other-${index}:EIO@p=0\n`)}${directory}:EIO@p=0\n`,
    time: `${others((index) => `clock_gettime/${100 + index}:EINVAL@p=0\n`)}clock_gettime/monotonic:EINVAL@p=0\n`,
  });
}

/** The environment of a program that runs bare. */
export const BARE: NodeJS.ProcessEnv = {};

/**
 * Makes the scenario's run directory below `scratch` and returns the environment of a program in it. The calls are made on
 * files in `scratch`/files, which no run directory contains. Throws where a directory can't be made.
 */
export function environmentOf(scenario: Scenario, scratch: string, objects: string[]): NodeJS.ProcessEnv {
  const preload = { LD_PRELOAD: objects.join(':') };
  if (!scenario.rules) return preload;
  const directory = join(scratch, scenario.name);
  const rules = scenario.rules(filesIn(scratch));
  const texts = [...libraries.keys()].map((library) => ({ library, text: rules[library] ?? '' }));
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  fillRunDirectory(directory, texts, 1, process.hrtime.bigint());
  return { ...preload, CHAOS_CONFIG_DIR: directory };
}

/** The directory of the files that calls are measured on. */
export function filesIn(scratch: string): string {
  return join(scratch, 'files');
}
