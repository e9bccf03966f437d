import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;

/**
 * Opens a file that others may have replaced: a pipe does not make it wait, a device that never ends is not read, and unless
 * the flags say otherwise no link is followed. Returns its descriptor. Throws when it is no regular file, or cannot be opened.
 */
export function openRegularFile(path: string, flags = O_RDONLY | O_NOFOLLOW): number {
  const descriptor = openSync(path, flags | O_NONBLOCK);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new Error('it is not a regular file');
}

/** Its first bytes, at most so many. Throws as openRegularFile does. */
export function readRegularFile(path: string, most: number): Buffer {
  const descriptor = openRegularFile(path);
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(descriptor).size, most));
    let filled = 0;
    for (let read = -1; read !== 0 && filled < bytes.length; filled += read)
      read = readSync(descriptor, bytes, filled, bytes.length - filled, filled);
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}
