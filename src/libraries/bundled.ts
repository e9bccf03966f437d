import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, cellName } from '../cell/cell.ts';
import { codeOf, reasonOf } from '../error.ts';
import { digestOf, parseChecksums } from './checksums.ts';

/** A shipped library: where it is, and what is wrong with it, if anything. */
export type LibraryState = { path: string; bytes: Buffer } | { path: string; broken: string };

/** `libchaos-io-glibc-amd64.so` */
export function libraryFile(library: string, cell: Cell): string {
  return `libchaos-${library}-${cellName(cell)}.so`;
}

/** Looks whether a library is in `dist`, whole and unchanged. Throws nothing. */
export function inspectLibrary(dist: string, library: string, cell: Cell): LibraryState {
  const relative = `lib/${libraryFile(library, cell)}`;
  const path = join(dist, relative);
  let bytes: Buffer;
  let expected: string | undefined;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return { path, broken: codeOf(error) === 'ENOENT' ? 'is not there' : `cannot be read: ${reasonOf(error)}` };
  }
  try {
    expected = parseChecksums(readFileSync(join(dist, 'SHA256SUMS'), 'utf8')).get(relative);
  } catch (error) {
    return { path, broken: `cannot be verified, for dist/SHA256SUMS cannot be read: ${reasonOf(error)}` };
  }
  if (!expected) return { path, broken: 'is not listed in dist/SHA256SUMS' };
  if (digestOf(bytes) !== expected)
    return { path, broken: 'was changed: its SHA-256 is not the one in dist/SHA256SUMS' };
  return { path, bytes };
}
