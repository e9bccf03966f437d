import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { waysPast } from '../../src/cell/bypass.ts';
import { elfFile, GLIBC_AMD64 } from './elf-file.ts';

const program = readFileSync(process.execPath);

function waysOf(bytes: Buffer): string[] {
  return waysPast((offset, length) => bytes.subarray(offset, offset + length));
}

/** The program with another name, at most as long, in place of one that stands in its tables. */
function renamed(from: string, to: string): Buffer {
  const bytes = Buffer.from(program);
  const at = bytes.lastIndexOf(`\0${from}\0`);
  assert.ok(at > 0 && to.length <= from.length, from);
  bytes.write(`${to}\0`, at + 1, 'latin1');
  return bytes;
}

/** A name that node's loader looks for, and one of a section that strip leaves there. */
const NEEDED = 'libstdc++.so.6';
const SECTION = '.eh_frame_hdr';

test('a program that needs liburing has a way past the libraries, whatever its version', () => {
  assert.deepEqual(waysOf(program), []);
  for (const name of ['liburing.so.2', 'liburing.so.1', 'liburing.so'])
    assert.deepEqual(waysOf(renamed(NEEDED, name)), ['liburing'], name);
  for (const name of ['liburingo.so.2', 'liburing', 'lib-uring.so'])
    assert.deepEqual(waysOf(renamed(NEEDED, name)), []);
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
