import { closeSync, fstatSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { countInjections } from '../telemetry/count.ts';
import { openRegularFile } from './regular-file.ts';

/** How many faults a run has injected up to now; undefined when its telemetry cannot be read. */
export function injectionsSoFar(runDirectory: string): number | undefined {
  let descriptor: number;
  try {
    descriptor = openRegularFile(join(runDirectory, 'telemetry'));
  } catch {
    return undefined;
  }
  try {
    const read = (offset: number, length: number) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
    };
    return countInjections(read, fstatSync(descriptor).size);
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}
