import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { glibc, libraries, nativeObject, root } from './build.ts';

/** An object of a library, as it is built here or shipped. */
export interface LibraryObject {
  /** What it is called in the names of tests. */
  name: string;
  library: string;
  /** Its path. Builds it. */
  path: () => string;
  /** Why it cannot be looked at; undefined when it can. */
  skip: string | undefined;
}

const shipped = join(root, 'dist/lib');
const files = existsSync(shipped) ? readdirSync(shipped).filter((name) => name.endsWith('.so')) : [];

/** Those of this machine, and those of all cells that lie in dist. */
export const objects: LibraryObject[] = [
  ...libraries.map((library) => ({
    name: `the native object of ${library}`,
    library,
    path: () => nativeObject(library),
    skip: glibc.missing,
  })),
  ...files.map((name) => ({
    name,
    library: /^libchaos-([a-z]+)/.exec(name)?.[1] ?? '',
    path: () => join(shipped, name),
    skip: undefined,
  })),
];

export function readelf(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('readelf', ['-W', ...args], { encoding: 'utf8', timeout: 20_000 });
  assert.equal(status, 0, stderr);
  return stdout;
}
