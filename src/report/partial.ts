import type { ProcessRecord, Telemetry } from '../telemetry/telemetry.ts';
import type { Bypass } from './bypass.ts';
import { SHUT_OUT } from './programs.ts';
import type { BlindSpot } from './report.ts';
import { listed } from './words.ts';

/** What each program of a run should have reported from. */
export interface Expected {
  libraries: readonly string[];
  /** On musl libraries start in some programs of Go only when they are called. */
  bypasses: readonly Bypass[];
}

/**
 * The programs in which some of the run's libraries reported and others did not; none where records were lost. A child
 * of fork is part of the program that it is a copy of. One that was followed by another in its process may not have
 * come to start them all, as those that start themselves again with other settings of the kernel.
 */
export function partlyCovered({ processes, lost }: Telemetry, { libraries, bypasses }: Expected): BlindSpot[] {
  if (lost > 0) return [];
  const inImage = new Map<bigint, Set<string>>();
  for (const { token, library } of processes) inImage.set(token, (inImage.get(token) ?? new Set()).add(library));
  const loaded = new Map(processes.flatMap((process) => (process.forked ? [] : [[process.token, process]])));
  const followed = new Set([...loaded.values()].map((process) => imageOf(process, -1)));
  return [...loaded.values()].flatMap((process) => {
    const absent = libraries.filter((library) => !inImage.get(process.token)?.has(library));
    const { pid, executable, startedAs } = process;
    const isGo = bypasses.some(({ exe, way }) => way === 'go' && exe === executable);
    if (absent.length === 0 || isGo || followed.has(imageOf(process))) return [];
    return {
      exe: executable || startedAs,
      pid,
      reason: 'unknown' as const,
      detail: `${listed(absent)} did not report from it, so no rule of ${absent.length === 1 ? 'that library' : 'these libraries'} was in force: its LD_PRELOAD lacked what others were given, ${SHUT_OUT}, or it ended before all were loaded`,
    };
  });
}

function imageOf({ pid, start, image }: ProcessRecord, further = 0): string {
  return `${pid} ${start} ${image + further}`;
}
