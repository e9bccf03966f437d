import type { Telemetry } from '../telemetry/telemetry.ts';
import { SHUT_OUT, uncoveredPrograms } from './programs.ts';
import type { BlindSpot } from './report.ts';

/** The process that chaos started, when it is a target. */
export interface Root {
  pid: number;
  /** As the user named it. */
  exe: string;
}

/**
 * The known blind spots, but for those that reported all the same, as a loader does that runs a program; and those that
 * the telemetry shows: a root process that no library recorded though there was room, programs that were started without
 * libraries, and processes in which a library found no rule text.
 */
export function blindSpots(known: BlindSpot[], telemetry: Telemetry | null, root: Root | null): BlindSpot[] {
  const processes = telemetry?.processes ?? [];
  const reported = new Set(processes.map(({ pid, executable }) => `${pid} ${baseName(executable)}`));
  const spots = known.filter(({ pid, exe }) => !reported.has(`${pid} ${baseName(exe)}`));
  const isGiven = (pid: number, exe: string) =>
    known.some((spot) => spot.pid === pid || (spot.pid === null && baseName(spot.exe) === baseName(exe)));
  if (root && telemetry?.lost === 0 && !processes.some(({ pid }) => pid === root.pid) && !isGiven(root.pid, root.exe))
    spots.push({
      exe: root.exe,
      pid: root.pid,
      reason: 'unknown',
      detail: `no library reported from the program that was started: it may be statically linked or clean its environment, it ended before it was loaded, or ${SHUT_OUT}`,
    });
  if (telemetry)
    spots.push(...uncoveredPrograms(telemetry).filter(({ pid, exe }) => pid === null || !isGiven(pid, exe)));
  for (const { pid, executable, startedAs, library, withoutRules } of processes)
    if (withoutRules)
      spots.push({
        exe: executable || startedAs,
        pid,
        reason: 'unknown',
        detail: `the ${library} library found no ${library}.conf in the run directory, so no rule of it was in force`,
      });
  return spots;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
