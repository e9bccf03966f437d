import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { baseName } from './blind-spots.ts';
import { processNumbers } from './words.ts';

/** A sentence for each program among whose calls and faults are those of children that could not record them as their own. */
export function tellGuests(processes: readonly ProcessRecord[]): string[] {
  const pidsOf = new Map<string, Set<number>>();
  for (const { pid, executable, startedAs, guests } of processes) {
    if (!guests) continue;
    const exe = executable || startedAs;
    pidsOf.set(exe, (pidsOf.get(exe) ?? new Set()).add(pid));
  }
  return [...pidsOf].map(
    ([exe, pids]) =>
      `what children of ${baseName(exe) || 'a program'} (${processNumbers([...pids])}) did is counted and listed as its own: they had given up their rights and could not write into the run directory, found no room there or had no descriptor left to open it with, or may not write files of that size (ulimit -f). How many they were is not known; the tid of an injection is the child's`,
  );
}
