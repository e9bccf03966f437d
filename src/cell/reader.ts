import { readSync } from 'node:fs';
import type { ReadAt } from './elf.ts';

/** Reads a file that is open. */
export function readerOf(descriptor: number): ReadAt {
  return (offset, length) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
  };
}
