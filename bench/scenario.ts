import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { libraries } from '../src/compile/grammar.ts';
import { fillRunDirectory } from '../src/run/directory.ts';

/** What the libraries are told while calls are measured. */
export interface Scenario {
  name: string;
  title: string;
  /** The rule texts of libraries, for calls on files in the directory; absent where there is no run directory at all. */
  rules?: (files: string) => Record<string, string>;
  threads: number[];
  /** Nanoseconds that may be added by each entry that a call passes. */
  budgetNs: number;
}

/** Of the libraries whose operations have the same targets whatever a rule says. */
const otherOperations = {
  dns: '*:res_query:LATENCY:1\n',
  time: 'alarm:LATENCY:1\n',
  memory: 'lock:ENOMEM\n',
  process: 'system:EAGAIN\n',
};

export const scenarios: Scenario[] = [
  { name: 'no-rule', title: 'run directory, no rule', rules: () => ({}), threads: [1, 2], budgetNs: 10 },
  {
    name: 'other-operation',
    title: 'a rule of another operation',
    rules: () => ({ ...otherOperations, io: '*:allocate:EIO\n', net: '*:shutdown:EIO\n' }),
    threads: [1, 2],
    budgetNs: 10,
  },
  {
    name: 'same-target',
    title: 'a rule of another operation on the same path and address',
    rules: (files) => ({
      ...otherOperations,
      io: `${files}:allocate:EIO\n`,
      net: 'tcp4://127.0.0.1:*:shutdown:EIO\n',
    }),
    threads: [1],
    budgetNs: 10,
  },
  { name: 'no-directory', title: 'no run directory, no rule text', threads: [1], budgetNs: 20 },
  {
    name: 'other-target',
    title: 'a rule on another path, address, name, clock or program',
    rules: () => ({
      io: '/no/such/directory:EIO\n',
      net: 'tcp4://192.0.2.1:9:EIO\n',
      dns: 'dns://other.example:EAI_FAIL\nrdns://192.0.2.1:EAI_FAIL\n',
      time: 'now/boottime:EINVAL\nsleep:EINTR@exe=other\ntimer:EINVAL@exe=other\n',
      memory: '*:ENOMEM@exe=other\nmalloc:ENOMEM@exe=other\n',
      process: '*:EAGAIN@exe=other\n',
    }),
    threads: [1],
    budgetNs: 60,
  },
  { name: 'match-1', title: 'matches, p=0, 1 rule', rules: matching(1), threads: [1, 2], budgetNs: 60 },
  { name: 'match-256', title: 'matches, p=0, 256 rules', rules: matching(256), threads: [1], budgetNs: 100 },
  { name: 'match-4096', title: 'matches, p=0, 4096 rules', rules: matching(4096), threads: [1], budgetNs: 150 },
];

/** For each library, the rules that match its calls, and one of those that stand beside them and do not match. */
const matches: Record<string, { match: (files: string) => string[]; other: (index: number, files: string) => string }> =
  {
    io: { match: (files) => [`${files}:EIO`], other: (index, files) => `${files}/other-${index}:EIO` },
    net: {
      match: () => ['tcp4://127.0.0.1:*:EIO'],
      other: (index) => `tcp4://10.0.${index >> 8}.${index & 255}:9:EIO`,
    },
    dns: {
      match: () => ['dns://127.0.0.1:EAI_FAIL', 'rdns://127.0.0.1:EAI_FAIL'],
      other: (index) => `dns://host-${index}.example:EAI_FAIL`,
    },
    time: { match: () => ['now:EINVAL', 'sleep:EINTR', 'timer:EINVAL'], other: (index) => `now/${100 + index}:EINVAL` },
    memory: { match: () => ['*:ENOMEM', 'malloc:ENOMEM'], other: (index) => `malloc:ENOMEM@exe=other-${index},p=0` },
    process: { match: () => ['*:EAGAIN'], other: (index) => `*:EAGAIN@exe=other-${index},p=0` },
  };

/** In each library rules that match and never fire, one for each of its kinds of call, and others that do not match: so many in all, or a few more. */
function matching(count: number): (files: string) => Record<string, string> {
  return (files) =>
    Object.fromEntries(Object.keys(matches).map((library) => [library, matchingText(library, count, files)]));
}

/** The rule text of one library with so many rules. */
export function matchingText(library: string, count: number, files: string): string {
  const { match, other } = matches[library] as (typeof matches)[string];
  const matched = match(files);
  const others = Array.from({ length: Math.max(0, count - matched.length) }, (_, index) => other(index, files));
  return [...others, ...matched].map((rule) => `${rule}${rule.includes('@') ? '' : '@p=0'}\n`).join('');
}

/** The environment of a program that runs bare. */
export const BARE: NodeJS.ProcessEnv = {};

/**
 * Makes the scenario's run directory below `scratch` and returns the environment of a program in it. The calls are made on
 * files in `scratch`/files, which no run directory contains. Throws where a directory can't be made.
 */
export function environmentOf(
  scenario: Pick<Scenario, 'name' | 'rules'>,
  scratch: string,
  objects: string[],
): NodeJS.ProcessEnv {
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
