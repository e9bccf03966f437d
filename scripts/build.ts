/**
 * Builds what ships: the libraries of all four cells and the bundles, into an empty directory, or into `dist` in place of
 * what is there. The same sources give the same bytes, wherever they lie.
 * Usage: node scripts/build.ts [directory]
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Builds all of `dist` into a directory that is empty or absent. Throws when a compiler or the bundler fails. */
export function build(directory: string): void {
  mkdirSync(directory, { recursive: true });
  if (readdirSync(directory).length > 0) throw new Error(`${directory} is not empty; name a directory that is`);
  const objects = mkdtempSync(join(tmpdir(), 'chaos-build-'));
  try {
    buildLibraries(join(directory, 'lib'), objects);
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
  run(process.execPath, [join(root, 'scripts/bundle.ts'), directory]);
}

function buildLibraries(directory: string, objects: string): void {
  run('make', ['--silent', '-j2', '-C', join(root, 'c'), 'cells', `OUT=${directory}`, `BUILD=${objects}`]);
}

function run(command: string, args: string[]): void {
  // What compilers take from the environment must not reach the bytes.
  const { MAKEFLAGS: _, MFLAGS: __, CFLAGS: ___, LDFLAGS: ____, ...environment } = process.env;
  execFileSync(command, args, { cwd: root, env: environment, stdio: 'inherit' });
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
