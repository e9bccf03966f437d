import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { programName } from './names.ts';
import { processNumbers } from './words.ts';

/** What processes noted of themselves that makes the run another one than it seems. */
const NOTES: readonly [noted: (record: ProcessRecord) => boolean, tell: (program: string) => string][] = [
  [
    ({ guests }) => guests,
    (program) =>
      `what children of ${program} did is counted and listed as its own: they had given up their rights and could not write into the run directory, found no room there or had no descriptor left to open it with, or may not write files of that size (ulimit -f). How many they were is not known; the tid of an injection is the child's`,
  ],
  [
    ({ uringRefused }) => uringRefused,
    (program) =>
      `${program} asked for io_uring and was told that the kernel has none, for no rule meets what goes through it: what it did instead is what met the rules, and if it failed this may be why`,
  ],
];

/** A sentence for each note of each program. */
export function programNotes(processes: readonly ProcessRecord[]): string[] {
  return NOTES.flatMap(([noted, tell]) => programs(processes.filter(noted)).map(tell));
}

function programs(records: readonly ProcessRecord[]): string[] {
  const pidsOf = new Map<string, Set<number>>();
  for (const { pid, executable, startedAs } of records) {
    const name = programName(executable || startedAs, startedAs);
    pidsOf.set(name, (pidsOf.get(name) ?? new Set()).add(pid));
  }
  return [...pidsOf].map(([name, pids]) => `${name || 'a program'} (${processNumbers([...pids])})`);
}
