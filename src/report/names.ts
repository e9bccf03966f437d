import { baseName } from './base-name.ts';
import type { ProcessReport } from './report.ts';

/** Names of what a process has open, which say nothing. */
const UNTELLING = /^\/(proc|dev)\//;

/**
 * A program as people know it: `redis-server (redis-check-rdb)` where it was started through a link of another name, or is
 * an interpreter that runs a script of that name. `file`, by default its name, is enough where the started name is part of
 * the file's, as in python3.11. Empty when unknown.
 */
export function programName(exe: string, startedAs = '', file = baseName(exe)): string {
  const started = UNTELLING.test(startedAs) ? '' : baseName(startedAs);
  return started === '' || baseName(exe).includes(started) ? file : `${started} (${file})`;
}

/** Names a program of a process. */
export type NameOf = (program: { pid: number | null; exe: string }) => string;

/** How the programs of a report's processes are named. */
export function programNames(processes: readonly ProcessReport[]): NameOf {
  const startedAs = new Map<number | null, Map<string, string>>();
  for (const { pid, exe, startedAs: name = '' } of processes) {
    const names = startedAs.get(pid) ?? new Map<string, string>();
    startedAs.set(pid, names.set(exe, names.get(exe) ?? name));
  }
  return ({ pid, exe }) => programName(exe, startedAs.get(pid)?.get(exe));
}
