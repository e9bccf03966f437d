/**
 * Packs the libraries of `dist/lib` into what a release publishes: `libchaos-<cell>.tar.gz` for each cell. The same libraries
 * give the same bytes.
 * Usage: node scripts/archives.ts DIRECTORY
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cells } from '../src/cell/cell.ts';
import { libraries } from '../src/compile/grammar.ts';
import { takeBundled } from '../src/libraries/acquire.ts';
import { archiveFile, pack } from '../src/libraries/archive.ts';

const dist = join(import.meta.dirname, '../dist');

/** Writes the archives, of libraries that are as `dist/SHA256SUMS` says. Throws a ToolError when one is not. */
export function writeArchives(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const cell of cells) {
    const { objects } = takeBundled(cell, { libraries: [...libraries.keys()], dist });
    const files = objects.map(({ file, bytes }): [string, Buffer] => [file, bytes]);
    writeFileSync(join(directory, archiveFile(cell)), pack(new Map(files)));
  }
}

if (import.meta.main) {
  const [directory] = process.argv.slice(2);
  if (!directory) throw new Error('usage: node scripts/archives.ts DIRECTORY');
  writeArchives(resolve(directory));
}
