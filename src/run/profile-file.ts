import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { codeOf, reasonOf, UsageError } from '../error.ts';
import { parseProfile } from '../profile/parse.ts';
import type { Profile } from '../profile/profile.ts';
import { SIZE_LIMIT_BYTES } from '../profile/source.ts';

/** Reads and checks a profile. Throws a UsageError when it cannot be read, a ProfileError when it has mistakes. */
export function loadProfile(path: string): Profile {
  const { bytes, piped } = readBytes(path);
  const profile = parseProfile(bytes, path);
  return piped ? { ...profile, piped } : profile;
}

interface Content {
  bytes: Uint8Array;
  piped: boolean;
}

/** The bytes of a profile, but not many more than a profile may have. Throws a UsageError. */
function readBytes(path: string): Content {
  try {
    return readStart(path, SIZE_LIMIT_BYTES + 1);
  } catch (error) {
    const code = codeOf(error);
    if (path.trim() === '') throw new UsageError('the name of the profile is blank; name a file, like chaos.yml');
    if (code === 'ENOENT') throw new UsageError(`the profile ${path} does not exist`);
    if (code === 'EISDIR') throw new UsageError(`the profile ${path} is a directory; name a file in it`);
    throw new UsageError(`the profile ${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

/** Not waiting to be opened, as a pipe does that has a name, until somebody opens it to write. */
function readStart(path: string, limit: number): Content {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(limit);
    const piped = fstatSync(descriptor).isFIFO();
    let length = 0;
    for (;;) {
      const got = readSome(descriptor, bytes.subarray(length));
      length += got;
      if (length === 0 && piped)
        throw new Error('nobody writes into this pipe; start what writes before, or name a file');
      if (got === 0 || length === limit) return { bytes: bytes.subarray(0, length), piped };
    }
  } finally {
    closeSync(descriptor);
  }
}

/** How long a pipe is left alone between two looks into it. */
const PATIENCE_MS = 10;

/** Waits while there may be more; returns 0 when there is not. */
function readSome(descriptor: number, bytes: Uint8Array): number {
  for (;;) {
    try {
      return readSync(descriptor, bytes);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE_MS);
    }
  }
}
