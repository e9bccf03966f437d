import type { Profile, ProfileRule } from '../profile/profile.ts';
import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { isNamed, processesNamed } from './aim.ts';
import { baseName } from './blind-spots.ts';
import type { BlindSpot } from './report.ts';

/** Whether programs that the command starts go unseen where no library gets into them. */
export function isUnwatched({ follow, rules }: Profile): boolean {
  return !follow && !rules.some(({ library }) => library === 'process');
}

/**
 * A sentence for each program that a rule may be for, and in which it was not in force. Where none has the name that the rule
 * asks for, it may be any: known is the file, not the link through which it was started. Of those that are `unknown` some are
 * objects that were loaded.
 */
export function tellUncovered(
  blindSpots: readonly BlindSpot[],
  { policy }: ProfileRule,
  processes: readonly ProcessRecord[],
): string[] {
  const name = policy.process;
  const named = blindSpots.filter(({ exe }) => name === undefined || isNamed(name, [exe]));
  if (name === undefined || named.length > 0 || processesNamed(name, processes).length > 0) return tell(named);
  return tell(blindSpots.filter(({ reason }) => reason !== 'unknown')).map(
    (text) => `${text}, and may have been started as ${name}`,
  );
}

function tell(blindSpots: readonly BlindSpot[]): string[] {
  return [...new Set(blindSpots.map(({ exe, reason }) => `${baseName(exe)} was not covered (${reason})`))];
}
