import { mkdtempSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Cell } from '../cell/cell.ts';
import { reasonOf, ToolError } from '../error.ts';
import { ownerOnly } from '../owner-only.ts';
import type { Acquired } from './acquire.ts';
import { type LibraryObject, libraryFile } from './object.ts';

/** Libraries that are ready to be preloaded. */
export interface PlacedLibraries {
  /** Absolute paths, in the order in which the libraries were asked for. */
  paths: string[];
  /** A directory outside of the run directory that was made for copies: whoever asked removes it afterwards. */
  copiesIn?: string;
}

/** The loader takes blanks and colons for separators, and `$` for a name of its own. */
const UNUSABLE = /[\s:$]/;

/** libchaos-process gives back an LD_PRELOAD of at most 1,010 bytes; a program's own entries need some of that. */
const MOST_BYTES = 768;

/**
 * Gives the paths of acquired libraries of a cell. Those of other cells lie in the same directory, for programs of theirs.
 * Where LD_PRELOAD cannot name the place at which they were found, or not all paths in it, or when `copy` asks for it, the
 * paths are those of copies: in the run directory or, if that one won't do either, in /tmp. Throws a ToolError.
 */
export function placeLibraries(
  { objects, usableInPlace }: Acquired,
  cell: Cell,
  libraries: string[],
  runDirectory: string,
  copy = false,
): PlacedLibraries {
  const files = libraries.map((library) => libraryFile(library, cell));
  const found = files.flatMap((file) => objects.find((object) => object.file === file)?.path ?? []);
  if (found.length === files.length && canBeNamed(found) && usableInPlace && !copy) return { paths: found };
  const pathsIn = (directory: string) => files.map((file) => join(directory, file));
  const copiesIn = canBeNamed(pathsIn(runDirectory)) ? undefined : makeDirectoryForCopies();
  const directory = copiesIn ?? runDirectory;
  for (const object of objects) copyTo(directory, object);
  const paths = pathsIn(directory);
  return copiesIn ? { paths, copiesIn } : { paths };
}

function canBeNamed(paths: string[]): boolean {
  return !paths.some((path) => UNUSABLE.test(path)) && Buffer.byteLength(paths.join(':')) <= MOST_BYTES;
}

function makeDirectoryForCopies(): string {
  try {
    return ownerOnly(() => mkdtempSync('/tmp/chaos-'));
  } catch (error) {
    throw new ToolError(`cannot copy the libraries to /tmp: ${reasonOf(error)}`, { cause: error });
  }
}

function copyTo(directory: string, { file, bytes }: LibraryObject): void {
  const path = join(directory, basename(file));
  try {
    ownerOnly(() => writeFileSync(path, bytes, { mode: 0o500 }));
  } catch (error) {
    throw new ToolError(`cannot copy a library to ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
