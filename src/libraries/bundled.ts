import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell } from '../cell/cell.ts';
import { codeOf, reasonOf, ToolError } from '../error.ts';
import { digestOf, parseChecksums } from './checksums.ts';
import { libraryFile } from './object.ts';

/** A shipped library: where it is, and what is wrong with it, if anything. */
export type LibraryState = { path: string; bytes: Buffer } | { path: string; broken: string };

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
    expected = listedDigests(dist).get(relative);
  } catch (error) {
    return { path, broken: `cannot be verified: ${reasonOf(error)}` };
  }
  if (!expected) return { path, broken: 'is not listed in dist/SHA256SUMS' };
  if (digestOf(bytes) !== expected)
    return { path, broken: 'was changed: its SHA-256 is not the one in dist/SHA256SUMS' };
  return { path, bytes };
}

/** The digests that came with the installation, by paths below `dist`. Throws a ToolError. */
export function listedDigests(dist: string): Map<string, string> {
  try {
    return parseChecksums(readFileSync(join(dist, 'SHA256SUMS'), 'utf8'));
  } catch (error) {
    throw new ToolError(`dist/SHA256SUMS cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}
