import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Cell } from '../../src/cell/cell.ts';
import type { LibraryObject } from '../../src/libraries/object.ts';
import { placeLibraries } from '../../src/libraries/place.ts';
import { put, scratch } from '../scratch.ts';

const CELL: Cell = { libc: 'musl', arch: 'arm64' };
const FILE = 'libchaos-io-musl-arm64.so';

/** A library that was acquired from a directory, whose name is part of its path; without one it was made in memory. */
function acquired(context: TestContext, name?: string) {
  const directory = scratch(context);
  const path = name === undefined ? {} : { path: put(join(directory, name, FILE), 'library') };
  const other = { file: 'libchaos-io-glibc-arm64.so', bytes: Buffer.from('another') };
  const objects: LibraryObject[] = [{ file: FILE, bytes: Buffer.from('library'), ...path }, other];
  return { objects, run: dirname(put(join(directory, 'run/keep'), '')) };
}

test('an unchanged library is used where it is', (context) => {
  const { objects, run } = acquired(context, 'dist');
  const given = { objects, usableInPlace: true };
  assert.deepEqual(placeLibraries(given, CELL, ['io'], run), { paths: [objects[0]?.path] });
  assert.deepEqual(placeLibraries(given, CELL, [], run), { paths: [] });
});

test('libraries are copied where they cannot be used in place, those of other cells beside them', (context) => {
  const cases: [string | undefined, boolean, boolean][] = [
    ...['my dist', 'a:b', 'x$LIB', 'tab\there'].map((name): [string, boolean, boolean] => [name, true, false]),
    ['x'.repeat(200).concat('/').repeat(4), true, false],
    ['dist', false, false],
    ['dist', true, true],
    [undefined, true, false],
  ];
  for (const [name, usableInPlace, copy] of cases) {
    const { objects, run } = acquired(context, name);
    const { paths, copiesIn } = placeLibraries({ objects, usableInPlace }, CELL, ['io'], run, copy);
    assert.deepEqual([paths, copiesIn], [[join(run, FILE)], undefined], name);
    assert.equal(readFileSync(paths[0] ?? '', 'utf8'), 'library');
    assert.equal(readFileSync(join(run, 'libchaos-io-glibc-arm64.so'), 'utf8'), 'another');
  }
});

test('and if LD_PRELOAD cannot name the run directory either, to /tmp', (context) => {
  const { objects, run } = acquired(context, 'my dist');
  const blank = dirname(put(join(run, 'my run/keep'), ''));
  const { paths, copiesIn } = placeLibraries({ objects, usableInPlace: true }, CELL, ['io'], blank);
  assert.match(copiesIn ?? '', /^\/tmp\/chaos-\w+$/);
  assert.ok(paths[0]?.startsWith(copiesIn ?? '?') && existsSync(paths[0]));
  rmSync(copiesIn ?? '', { recursive: true });
});

test('nor all of it, for its path is long', (context) => {
  const { objects, run } = acquired(context, 'dist');
  const long = dirname(put(join(run, 'x'.repeat(200), 'y'.repeat(200), 'z'.repeat(200), 'w'.repeat(200), 'keep'), ''));
  const { paths, copiesIn } = placeLibraries({ objects, usableInPlace: false }, CELL, ['io'], long);
  assert.deepEqual(paths, [join(copiesIn ?? '?', FILE)]);
  rmSync(copiesIn ?? '', { recursive: true });
});

test('a disk that is full is told before anything is started', (context) => {
  const { objects, run } = acquired(context);
  symlinkSync('/dev/full', join(run, FILE));
  assert.throws(() => placeLibraries({ objects, usableInPlace: true }, CELL, ['io'], run), {
    name: 'ToolError',
    message: /cannot copy a library to .*libchaos-io-musl-arm64.so: no space left on the device/,
  });
});
