import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Cell, cellName } from '../cell/cell.ts';
import { reasonOf, ToolError, UsageError } from '../error.ts';
import { inspectLibrary } from './library.ts';
import { distDirectory } from './location.ts';

/** Where libraries may come from. */
export const librarySources = ['auto', 'bundled', 'download', 'build'] as const;
export type LibrarySource = (typeof librarySources)[number];

/** Libraries that are ready to be preloaded. */
export interface ProvidedLibraries {
  /** Absolute paths, in the order in which the libraries were asked for. */
  paths: string[];
  /** A directory outside of the run directory that was made for copies: whoever asked removes it afterwards. */
  copiesIn?: string;
}

/** The loader takes blanks and colons for separators, and `$` for a name of its own. */
const UNUSABLE = /[\s:$]/;

/**
 * Gives the paths of libraries for a cell, each verified against `dist/SHA256SUMS`. Where LD_PRELOAD cannot name the place
 * of the installation, the paths are those of copies: in the run directory or, if that one cannot be named either, in /tmp.
 * Throws a UsageError for a source that this version does not have, a ToolError when a library is missing or was changed.
 */
export function provideLibraries(
  cell: Cell,
  libraries: string[],
  runDirectory: string,
  source: LibrarySource = 'auto',
  dist: string = distDirectory(),
): ProvidedLibraries {
  refuseUnavailable(source);
  const found = libraries.map((library) => {
    const state = inspectLibrary(dist, library, cell);
    if ('bytes' in state) return state;
    throw new ToolError(`the library ${library} for ${cellName(cell)}: ${state.path} ${state.broken}; ${remedy}`);
  });
  if (!found.some(({ path }) => UNUSABLE.test(path))) return { paths: found.map(({ path }) => path) };
  const copiesIn = UNUSABLE.test(runDirectory) ? makeDirectoryForCopies() : undefined;
  const directory = copiesIn ?? runDirectory;
  const paths = found.map(({ path, bytes }) => copyTo(join(directory, basename(path)), bytes));
  return copiesIn ? { paths, copiesIn } : { paths };
}

const remedy = 'install chaos again, or build the libraries (CONTRIBUTING.md)';

/** Throws a UsageError for a source that this version does not have. */
export function refuseUnavailable(source: LibrarySource): void {
  if (source === 'download' || source === 'build')
    throw new UsageError(`--library-source ${source} is not available in this version; use auto or bundled`);
}

function makeDirectoryForCopies(): string {
  try {
    return mkdtempSync('/tmp/chaos-');
  } catch (error) {
    throw new ToolError(`cannot copy the libraries to /tmp: ${reasonOf(error)}`, { cause: error });
  }
}

function copyTo(path: string, bytes: Buffer): string {
  try {
    writeFileSync(path, bytes);
    chmodSync(path, 0o555);
    return path;
  } catch (error) {
    throw new ToolError(`cannot copy a library to ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
