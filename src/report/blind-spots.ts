import type { Telemetry } from '../telemetry/telemetry.ts';
import { baseName } from './base-name.ts';
import { type Expected, partlyCovered } from './partial.ts';
import { isObject, SHUT_OUT, uncoveredPrograms } from './programs.ts';
import type { BlindSpot } from './report.ts';
import { counted } from './words.ts';

/** The process that chaos started, when it is a target. */
export interface Root {
  pid: number;
  /** As the user named it. */
  exe: string;
}

/**
 * The known blind spots, but for those that reported all the same, as a loader does that runs a program; and those that
 * the telemetry shows: a root process that no library recorded though there was room, programs that were started without
 * libraries, those in which only some of the run's libraries reported, and processes in which a library found no rule text.
 * Objects that were loaded past the libraries come last, for there may be many.
 */
export function blindSpots(
  known: BlindSpot[],
  telemetry: Telemetry | null,
  root: Root | null,
  expected: Expected,
): BlindSpot[] {
  const processes = telemetry?.processes ?? [];
  const reported = new Set(processes.map(({ pid, executable }) => `${pid} ${baseName(executable)}`));
  const spots = known.filter(({ pid, exe }) => !reported.has(`${pid} ${baseName(exe)}`));
  const namesakes = (exe: string) => known.filter((spot) => baseName(spot.exe) === baseName(exe));
  const isGiven = ({ pid, exe }: Root) =>
    known.some((spot) => spot.pid === pid) || namesakes(exe).some((spot) => spot.pid === null);
  if (root && telemetry?.lost === 0 && !processes.some(({ pid }) => pid === root.pid) && !isGiven(root))
    spots.push({
      exe: root.exe,
      pid: root.pid,
      reason: 'unknown',
      detail: `no library reported from the program that was started: it may be statically linked or clean its environment, it ended before it was loaded, or ${SHUT_OUT}`,
    });
  if (telemetry) {
    const found = [...uncoveredPrograms(telemetry), ...partlyCovered(telemetry, expected)];
    spots.push(...onceEach(found.filter(({ pid, exe }) => !namesakes(exe).some((spot) => (spot.pid ?? pid) === pid))));
  }
  for (const { pid, executable, startedAs, library, withoutRules } of processes)
    if (withoutRules)
      spots.push({
        exe: executable || startedAs,
        pid,
        reason: 'unknown',
        detail: `the ${library} library found no ${library}.conf in the run directory, so no rule of it was in force`,
      });
  return [...spots.filter((spot) => !isObject(spot)), ...spots.filter(isObject)];
}

/** A program is named once for each reason, and how often it was started. */
function onceEach(spots: BlindSpot[]): BlindSpot[] {
  const found = new Map<string, { spot: BlindSpot; count: number }>();
  for (const spot of spots) {
    const key = `${spot.reason} ${spot.detail} ${spot.exe}`;
    const before = found.get(key);
    if (before) before.count++;
    else found.set(key, { spot, count: 1 });
  }
  return [...found.values()].map(({ spot, count }) =>
    count === 1 ? spot : { ...spot, detail: `${spot.detail} (${counted(count, 'time')})` },
  );
}
