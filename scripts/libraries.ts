/**
 * Builds the libraries of all four cells with the zig of the lock file, into an empty directory, or into `dist/lib` in place
 * of what is there: then `dist/SHA256SUMS` is written anew, too. The same sources give the same bytes, wherever they lie.
 * Usage: node scripts/libraries.ts [directory]
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compilerEnvironment } from '../src/libraries/execute.ts';
import { writeChecksums } from './checksums.ts';

const root = join(import.meta.dirname, '..');

/** Builds the 24 objects into a directory. Throws when the compiler fails. */
export function buildLibraries(directory: string): void {
  const objects = mkdtempSync(join(tmpdir(), 'chaos-build-'));
  try {
    const where = [`OUT=${directory}`, `BUILD=${objects}`];
    const args = ['--silent', `-j${availableParallelism()}`, '-C', join(root, 'c'), 'cells', ...where];
    execFileSync('make', args, { env: compilerEnvironment(process.env), stdio: 'inherit' });
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const named = process.argv[2];
  if (named) buildLibraries(resolve(named));
  else {
    const fresh = mkdtempSync(join(tmpdir(), 'chaos-lib-'));
    try {
      buildLibraries(fresh);
      const lib = join(root, 'dist/lib');
      rmSync(lib, { recursive: true, force: true });
      cpSync(fresh, lib, { recursive: true });
      writeChecksums(join(root, 'dist'));
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
}
