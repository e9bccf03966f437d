import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parseElf } from '../../src/cell/elf.ts';
import { addressSanitizer, sanitizerConflict } from '../../src/cell/sanitizer.ts';

const program = readFileSync(process.execPath);

/** What a file of these bytes needs; undefined when it is no program. */
function needed(bytes: Buffer): string[] | undefined {
  const elf = parseElf((offset, length) => bytes.subarray(offset, offset + length));
  return typeof elf === 'string' ? undefined : elf.needed;
}

test('the libraries that a program needs are those that readelf names', (context) => {
  const { status, stdout } = spawnSync('readelf', ['-d', process.execPath], { encoding: 'utf8' });
  if (status !== 0) return context.skip('there is no readelf');
  const names = [...stdout.matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name);
  assert.ok(names.includes('libc.so.6'));
  assert.deepEqual(needed(program), names);
});

test('a program that is cut off, or spoiled, needs what can still be read, or nothing', () => {
  const start = program.subarray(0, 4096);
  assert.deepEqual(needed(start), []);
  const table = Number(program.readBigUInt64LE(32));
  for (let at = table; at < table + 56 * program.readUInt16LE(56); at += 56) {
    const spoiled = Buffer.from(start);
    if (spoiled.readUInt32LE(at) === 3) continue;
    spoiled.fill(0xff, at + 4, at + 56);
    assert.ok(Array.isArray(needed(spoiled)));
  }
});

test("only AddressSanitizer's runtime has to be first, and only while nobody says otherwise", () => {
  assert.equal(addressSanitizer(['libtsan.so.2', 'libasan.so.8', 'libc.so.6']), 'libasan.so.8');
  assert.equal(addressSanitizer(['libclang_rt.asan-x86_64.so']), 'libclang_rt.asan-x86_64.so');
  assert.equal(addressSanitizer(['libtsan.so.2', 'libubsan.so.1', 'libasanas.so']), undefined);
  const conflict = (environment: NodeJS.ProcessEnv) => sanitizerConflict('libasan.so.8', environment);
  for (const environment of [{}, { LD_PRELOAD: '/x/libother.so' }, { ASAN_OPTIONS: 'verify_asan_link_order=1' }])
    assert.match(conflict(environment) ?? '', /set ASAN_OPTIONS=verify_asan_link_order=0, or .* of libasan\.so\.8$/);
  for (const environment of [
    { LD_PRELOAD: '/x/libother.so:/usr/lib/libasan.so.6.0.0' },
    { ASAN_OPTIONS: 'detect_leaks=0:verify_asan_link_order=0' },
  ])
    assert.equal(conflict(environment), undefined);
  assert.equal(sanitizerConflict(undefined, {}), undefined);
});
