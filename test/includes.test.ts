import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test from 'node:test';

const root = join(import.meta.dirname, '../c');
const folders = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
const libraries = folders.filter((name) => existsTable(name));

/** `from includes to` for each file that a C source names, relative to c/. */
const includes = folders.flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => /\.(c|h|def)$/.test(name))
    .flatMap((name) => {
      const text = readFileSync(join(root, folder, name), 'utf8');
      return [...text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map(([, file = '']) => ({
        from: folder,
        to: dirname(relative(root, join(root, folder, file))),
        text: `${folder}/${name} includes ${file}`,
      }));
    }),
);

function existsTable(folder: string): boolean {
  return readdirSync(join(root, folder)).includes('symbols.def');
}

function violations(isWrong: (from: string, to: string) => boolean): string[] {
  return includes.filter(({ from, to }) => isWrong(from, to)).map(({ text }) => text);
}

test('the C sources and what they include are found', () => {
  assert.ok(libraries.includes('io'));
  assert.ok(includes.some(({ from, to }) => from === 'io' && to === 'core'));
});

test('core includes no library', () => {
  assert.deepEqual(
    violations((from, to) => from === 'core' && to !== 'core'),
    [],
  );
});

test('libraries never include one another', () => {
  assert.deepEqual(
    violations((from, to) => libraries.includes(from) && to !== from && to !== 'core'),
    [],
  );
});
