import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { programName } from './names.ts';
import { processNumbers } from './words.ts';

/** A sentence for each program among whose calls and faults are those of children that could not record them as their own. */
export function tellGuests(processes: readonly ProcessRecord[]): string[] {
  const pidsOf = new Map<string, Set<number>>();
  for (const { pid, executable, startedAs, guests } of processes) {
    if (!guests) continue;
    const name = programName(executable || startedAs, startedAs);
    pidsOf.set(name, (pidsOf.get(name) ?? new Set()).add(pid));
  }
  return [...pidsOf].map(
    ([name, pids]) =>
      `what children of ${name || 'a program'} (${processNumbers([...pids])}) did is counted and listed as its own: they had given up their rights and could not write into the run directory, found no room there or had no descriptor left to open it with, or may not write files of that size (ulimit -f). How many they were is not known; the tid of an injection is the child's`,
  );
}
