import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Cell } from '../../src/cell/cell.ts';
import { digestOf, parseChecksums } from '../../src/libraries/checksums.ts';
import { provideLibraries } from '../../src/libraries/provide.ts';
import { put, scratch } from '../scratch.ts';

const CELL: Cell = { libc: 'musl', arch: 'arm64' };
const FILE = 'lib/libchaos-io-musl-arm64.so';

/** A `dist` with one library; `name` becomes part of its path. */
function installation(context: TestContext, name = 'dist'): { dist: string; run: string; library: string } {
  const directory = scratch(context);
  const dist = join(directory, name);
  const library = put(join(dist, FILE), 'library');
  put(join(dist, 'SHA256SUMS'), `${digestOf(Buffer.from('library'))}  ${FILE}\n`);
  return { dist, library, run: dirname(put(join(directory, 'run/keep'), '')) };
}

test('an unchanged library is used where it is', (context) => {
  const { dist, run, library } = installation(context);
  assert.deepEqual(provideLibraries(CELL, ['io'], run, 'auto', dist), { paths: [library] });
  assert.deepEqual(provideLibraries(CELL, [], run, 'bundled', dist), { paths: [] });
});

test('a library that is missing, changed or unlisted is refused', (context) => {
  const { dist, run, library } = installation(context);
  const refused = (message: RegExp, libraries = ['io']) =>
    assert.throws(() => provideLibraries(CELL, libraries, run, 'auto', dist), { name: 'ToolError', message });
  refused(/the library net for musl-arm64: .*libchaos-net-musl-arm64.so is not there; install/, ['net']);
  put(library, 'librarx');
  refused(/was changed: its SHA-256 is not the one in dist\/SHA256SUMS/);
  put(join(dist, 'SHA256SUMS'), 'nonsense\n');
  refused(/is not listed/);
  rmSync(join(dist, 'SHA256SUMS'));
  refused(/cannot be verified.*no such file/);
});

test('where LD_PRELOAD cannot name the installation the library is copied', (context) => {
  for (const name of ['my dist', 'a:b', 'x$LIB', 'tab\there']) {
    const { dist, run } = installation(context, name);
    const { paths, copiesIn } = provideLibraries(CELL, ['io'], run, 'auto', dist);
    assert.deepEqual([paths, copiesIn], [[join(run, 'libchaos-io-musl-arm64.so')], undefined]);
    assert.equal(readFileSync(paths[0] ?? '', 'utf8'), 'library');
  }
});

test('and if it cannot name the run directory either, to /tmp', (context) => {
  const { dist, run } = installation(context, 'my dist');
  const blank = dirname(put(join(run, 'my run/keep'), ''));
  const { paths, copiesIn } = provideLibraries(CELL, ['io'], blank, 'auto', dist);
  assert.match(copiesIn ?? '', /^\/tmp\/chaos-\w+$/);
  assert.ok(paths[0]?.startsWith(copiesIn ?? '?') && existsSync(paths[0]));
  rmSync(copiesIn ?? '', { recursive: true });
});

test('sources that this version lacks are refused as such', (context) => {
  const { dist, run } = installation(context);
  for (const source of ['download', 'build'] as const)
    assert.throws(() => provideLibraries(CELL, ['io'], run, source, dist), {
      name: 'UsageError',
      message: `--library-source ${source} is not available in this version; use auto or bundled`,
    });
});

test('checksums are read as sha256sum writes them', () => {
  const digest = 'ab'.repeat(32);
  const sums = parseChecksums(`${digest}  lib/a.so\n${digest} *./b.so\nshort  c.so\n\n`);
  assert.deepEqual(
    [...sums],
    [
      ['lib/a.so', digest],
      ['b.so', digest],
    ],
  );
});
