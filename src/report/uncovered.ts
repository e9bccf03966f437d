import type { Profile, ProfileRule } from '../profile/profile.ts';
import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { isNamed, processesNamed } from './aim.ts';
import { baseName } from './base-name.ts';
import { isObject } from './programs.ts';
import type { BlindSpot } from './report.ts';
import { andMore } from './words.ts';

/** So many names of objects are in a sentence: PHP loads some 20 in this way. */
const OBJECTS = 30;

/** Whether programs that the command starts go unseen where no library gets into them. */
export function isUnwatched({ follow, rules }: Profile): boolean {
  return !follow && !rules.some(({ library }) => library === 'process');
}

/**
 * A sentence for each program that a rule may be for, and in which it was not in force. Where none has the name that the rule
 * asks for, it may be any: known is the file, not the link through which it was started. Objects that were loaded
 * past the libraries are named together.
 */
export function tellUncovered(
  blindSpots: readonly BlindSpot[],
  { policy }: ProfileRule,
  processes: readonly ProcessRecord[],
): string[] {
  const name = policy.process;
  if (name === undefined) return tell(blindSpots);
  const pids = new Set(processesNamed(name, processes).map(({ pid }) => pid));
  const named = blindSpots.filter((spot) => (isObject(spot) ? pids.has(spot.pid ?? 0) : isNamed(name, [spot.exe])));
  if (named.length > 0 || pids.size > 0) return tell(named);
  return tell(blindSpots.filter(({ reason }) => reason !== 'unknown')).map(
    (text) => `${text}, and may have been started as ${name}`,
  );
}

function tell(blindSpots: readonly BlindSpot[]): string[] {
  const programs = blindSpots.filter((spot) => !isObject(spot));
  const told = new Set(programs.map(({ exe, reason }) => `${baseName(exe)} was not covered (${reason})`));
  const objects = [...new Set(blindSpots.filter(isObject).map(({ exe }) => baseName(exe)))];
  const named = `${objects.slice(0, OBJECTS).join(', ')}${andMore(objects.length - OBJECTS)}`;
  if (objects.length > 0) told.add(`these objects were loaded past the libraries (RTLD_DEEPBIND): ${named}`);
  return [...told];
}
