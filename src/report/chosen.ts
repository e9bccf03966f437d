import { lineKey } from '../compile/key.ts';
import type { Policy, ProfileRule } from '../profile/profile.ts';
import type { ProcessRecord } from '../telemetry/telemetry.ts';

/** The terms that choose calls by their numbers: `every and nth`. */
export function countingOf({ after, every, nth }: Policy): string {
  return Object.entries({ after, every, nth })
    .flatMap(([key, value]) => (value === undefined ? [] : [key]))
    .join(' and ');
}

/** How many of the first calls of a process those terms choose. */
function chosenOf({ after = 0, every = 1, nth }: Policy, calls: number): number {
  if (!nth) return Math.floor(Math.max(0, calls - after) / every);
  return nth.filter((call) => call <= calls && call > after && (call - after) % every === 0).length;
}

/**
 * How many calls were chosen at least and at most, in all processes, by all lines that the rule became, of which each counts
 * its own calls from 1. With children that are counted as it, what a process matched is a sum of theirs, too.
 */
export function chosenIn(
  processes: readonly ProcessRecord[],
  { id, effects, policy }: ProfileRule,
): { least: number; most: number } {
  let least = 0;
  let most = 0;
  for (const { rules, guests } of processes)
    for (const { kind } of effects) {
      const chosen = chosenOf(policy, rules.get(lineKey(id, kind))?.matched ?? 0);
      if (!guests) least += chosen;
      most += chosen;
    }
  return { least, most };
}
