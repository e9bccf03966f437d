import { closeSync, lstatSync } from 'node:fs';
import { waysPast } from '../cell/bypass.ts';
import { readerOf } from '../cell/reader.ts';
import type { Bypass } from '../report/bypass.ts';
import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { openRegularFile } from './regular-file.ts';

/** So many executables of a run are looked at. */
const MOST = 1000;

/** The executables of a run that get past the libraries, as far as they are still there. Their paths are what the run says. */
export function findBypasses(processes: readonly ProcessRecord[]): Bypass[] {
  const executables = [...new Set(processes.map(({ executable }) => executable))].filter((path) =>
    path.startsWith('/'),
  );
  return executables.slice(0, MOST).flatMap(bypassesOf);
}

/** Those of one executable, named by a path that is no link. Throws nothing. */
export function bypassesOf(exe: string): Bypass[] {
  let descriptor: number | undefined;
  try {
    if (!lstatSync(exe).isFile()) return []; // to open a device may be to do something
    descriptor = openRegularFile(exe);
    return waysPast(readerOf(descriptor)).map((way) => ({ exe, way }));
  } catch {
    return []; // it is gone, or nobody may read it
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
