import { closeSync, openSync } from 'node:fs';
import type { ReadAt } from '../cell/elf.ts';
import { readerOf } from '../cell/reader.ts';

/** So much is read of the list of what a process has mapped. */
const MOST_BYTES = 2 ** 24;
const CHUNK_BYTES = 2 ** 16;

/** One of ours, at the end of a line. */
const LIBRARY = /\/libchaos-[^/\n]+\.so(?: \(deleted\))?\n/;

/** Whether one of our libraries is in a process now; false when nobody tells us. */
export function hasLibrary(pid: number): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(`/proc/${pid}/maps`, 'r');
    return contains(readerOf(descriptor));
  } catch {
    return false; // it ended, or is another user's
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function contains(read: ReadAt): boolean {
  let unended = '';
  for (let at = 0; at < MOST_BYTES; ) {
    const bytes = read(at, CHUNK_BYTES);
    if (bytes.length === 0) return false;
    at += bytes.length;
    const text = unended + bytes.toString('latin1');
    if (LIBRARY.test(text)) return true;
    unended = text.slice(text.lastIndexOf('\n') + 1);
  }
  return false;
}
