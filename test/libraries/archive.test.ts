import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writeArchives } from '../../scripts/archives.ts';
import { cells } from '../../src/cell/cell.ts';
import { archiveFile, pack, unpack } from '../../src/libraries/archive.ts';
import { listedDigests } from '../../src/libraries/bundled.ts';
import { digestOf, parseChecksums } from '../../src/libraries/checksums.ts';
import { put, scratch } from '../scratch.ts';

const FILES = new Map([
  ['a.so', Buffer.from('first')],
  ['b.so', Buffer.alloc(1024, 'x')],
  ['empty', Buffer.alloc(0)],
]);

test('what is packed is unpacked, here and by tar', (context) => {
  const archive = pack(FILES);
  assert.deepEqual(unpack(archive), FILES);
  assert.deepEqual(pack(FILES), archive, 'the same bytes each time');
  const directory = scratch(context);
  const file = put(join(directory, 'x.tar.gz'), archive);
  assert.equal(execFileSync('tar', ['-xzOf', file, 'a.so'], { encoding: 'utf8' }), 'first');
});

test("tar's archives are unpacked, by base names, compressed or not; what is no file is left out", (context) => {
  const directory = scratch(context);
  put(join(directory, 'lib/a.so'), 'first');
  put(join(directory, 'lib/below/b.so'), 'second');
  const archive = execFileSync('tar', ['-C', directory, '-cz', './lib']);
  for (const bytes of [archive, gunzipSync(archive)])
    assert.deepEqual([...unpack(bytes)].map(([name, content]) => [name, content.toString()]).sort(), [
      ['a.so', 'first'],
      ['b.so', 'second'],
    ]);
});

test('an archive that is cut off, damaged or far too large is refused, wherever it is cut', () => {
  const archive = pack(FILES);
  const tar = gunzipSync(archive);
  const refused = (bytes: Buffer) => assert.throws(() => unpack(bytes));
  for (let length = 0; length < archive.length; length += 7) refused(archive.subarray(0, length));
  for (let length = 0; length < tar.length - 1024; length += 100) refused(tar.subarray(0, length));
  const changed = Buffer.from(tar);
  changed[1] = 0x20;
  refused(changed);
  refused(Buffer.from('<html>not found</html>'));
  refused(gzipSync(Buffer.alloc(64 * 1024 * 1024)));
});

test('a release has an archive for each cell, with every library as dist lists it', (context) => {
  const directory = scratch(context);
  writeArchives(directory);
  assert.deepEqual(readdirSync(directory).sort(), cells.map(archiveFile).sort());
  const listed = listedDigests(join(import.meta.dirname, '../../dist'));
  const packed = cells.flatMap((cell) => [...unpack(readFileSync(join(directory, archiveFile(cell))))]);
  assert.equal(packed.length, 24);
  for (const [file, bytes] of packed) assert.equal(digestOf(bytes), listed.get(`lib/${file}`), file);
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
