import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { waysPast } from '../../src/cell/bypass.ts';
import { elfFile, GLIBC_AMD64 } from './elf-file.ts';

const program = readFileSync(process.execPath);

function waysOf(bytes: Buffer): string[] {
  return waysPast((offset, length) => bytes.subarray(offset, offset + length));
}

/** The program with another name, at most as long, in place of one that stands in its tables: by default where it does last. */
function renamed(from: string, to: string, at = program.lastIndexOf(`\0${from}\0`)): Buffer {
  const bytes = Buffer.from(program);
  assert.ok(at > 0 && to.length <= from.length, from);
  bytes.write(`${to}\0`, at + 1, 'latin1');
  return bytes;
}

/** Names that node's loader looks for, one that it finds there, and one of a section that strip leaves there. */
const NEEDED = 'libstdc++.so.6';
const IMPORTED = 'pthread_getattr_np';
const EXPORTED = 'napi_create_buffer_copy';
const SECTION = '.eh_frame_hdr';

test('a program that needs liburing or libaio has a way past the libraries, whatever its version', () => {
  assert.deepEqual(waysOf(program), []);
  for (const name of ['liburing.so.2', 'liburing.so.1', 'liburing.so'])
    assert.deepEqual(waysOf(renamed(NEEDED, name)), ['liburing'], name);
  for (const name of ['libaio.so.1', 'libaio.so.1t64', 'libaio.so'])
    assert.deepEqual(waysOf(renamed(NEEDED, name)), ['libaio'], name);
  for (const name of ['liburingo.so.2', 'liburing', 'lib-uring.so', 'libaioli.so.1'])
    assert.deepEqual(waysOf(renamed(NEEDED, name)), []);
});

test('a program that imports what does something of POSIX AIO has a way past the libraries', () => {
  for (const name of ['aio_read', 'aio_write64', 'aio_fsync', 'lio_listio', 'lio_listio64'])
    assert.deepEqual(waysOf(renamed(IMPORTED, name)), ['posix-aio'], name);
  for (const name of ['aio_return', 'aio_reader', 'aio_read32', 'my_aio_read'])
    assert.deepEqual(waysOf(renamed(IMPORTED, name)), [], name);
  assert.deepEqual(waysOf(renamed(EXPORTED, 'aio_read', program.indexOf(`\0${EXPORTED}\0`))), []);
});

test("a program that Go's linker made has a way past the libraries", () => {
  assert.deepEqual(waysOf(renamed(SECTION, '.go.buildinfo')), ['go']);
  for (const name of ['.go.buildinf', 'go.buildinfo']) assert.deepEqual(waysOf(renamed(SECTION, name)), []);
});

test('what is no program, cut off or spoiled tells of no way', () => {
  const go = renamed(SECTION, '.go.buildinfo');
  for (const bytes of ['', '#!/bin/sh\n', '\x7fELF'].map((text) => Buffer.from(text, 'latin1')))
    assert.deepEqual(waysOf(bytes), []);
  for (const length of [64, 4096, go.length - 1, go.length - 4096]) waysOf(go.subarray(0, length));
  assert.deepEqual(waysOf(elfFile({ loader: GLIBC_AMD64 })), []);
  for (const at of [40, 44, 58, 60, 62]) {
    const spoiled = Buffer.from(go);
    spoiled.fill(0xff, at, at + 2);
    waysOf(spoiled);
  }
});
