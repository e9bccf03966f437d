import { closeSync, openSync, readSync } from 'node:fs';
import { codeOf, reasonOf, UsageError } from '../error.ts';
import { parseProfile } from '../profile/parse.ts';
import type { Profile } from '../profile/profile.ts';
import { SIZE_LIMIT_BYTES } from '../profile/source.ts';

/** Reads and checks a profile. Throws a UsageError when it cannot be read, a ProfileError when it has mistakes. */
export function loadProfile(path: string): Profile {
  return parseProfile(readBytes(path), path);
}

/** The bytes of a profile, but not many more than a profile may have. Throws a UsageError. */
function readBytes(path: string): Uint8Array {
  try {
    return readStart(path, SIZE_LIMIT_BYTES + 1);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') throw new UsageError(`the profile ${path} does not exist`);
    if (code === 'EISDIR') throw new UsageError(`the profile ${path} is a directory; name a file in it`);
    throw new UsageError(`the profile ${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function readStart(path: string, limit: number): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(limit);
    let length = 0;
    for (;;) {
      const got = readSync(descriptor, bytes, length, limit - length, null);
      length += got;
      if (got === 0 || length === limit) return bytes.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
