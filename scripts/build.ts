/**
 * Builds what ships: the libraries of all four cells and the bundles, into an empty directory, or into `dist` in place of
 * what is there. The same sources give the same bytes, wherever they lie.
 * Usage: node scripts/build.ts [directory]
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildLibraries } from './libraries.ts';

const root = join(import.meta.dirname, '..');

/** Builds all of `dist` into a directory that is empty or absent. Throws when a compiler or the bundler fails. */
export function build(directory: string): void {
  mkdirSync(directory, { recursive: true });
  if (readdirSync(directory).length > 0) throw new Error(`${directory} is not empty; name a directory that is`);
  buildLibraries(join(directory, 'lib'));
  execFileSync(process.execPath, [join(root, 'scripts/bundle.ts'), directory], { cwd: root, stdio: 'inherit' });
}

if (import.meta.main) {
  const named = process.argv[2];
  if (named) build(resolve(named));
  else {
    const fresh = mkdtempSync(join(tmpdir(), 'chaos-dist-'));
    try {
      build(fresh);
      const dist = join(root, 'dist');
      rmSync(dist, { recursive: true, force: true });
      cpSync(fresh, dist, { recursive: true });
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
}
