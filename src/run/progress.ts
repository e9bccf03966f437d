import { closeSync, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { readerOf } from '../cell/reader.ts';
import { countInjections } from '../telemetry/count.ts';
import { type Identity, identities } from '../telemetry/identity.ts';
import type { Reader } from '../telemetry/segment.ts';
import { TELEMETRY_LIMIT_BYTES } from './control.ts';
import { openRegularFile } from './regular-file.ts';

/** How many faults a run has injected up to now; undefined when its telemetry cannot be read. */
export function injectionsSoFar(runDirectory: string): number | undefined {
  return lookInto(runDirectory, countInjections);
}

/** The processes that a run has had up to now; undefined when its telemetry cannot be read. */
export function processesSoFar(runDirectory: string): Identity[] | undefined {
  return lookInto(runDirectory, identities);
}

function lookInto<T>(runDirectory: string, look: (read: Reader, size: number) => T): T | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openRegularFile(join(runDirectory, 'telemetry'));
    return look(readerOf(descriptor), Math.min(fstatSync(descriptor).size, TELEMETRY_LIMIT_BYTES));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
