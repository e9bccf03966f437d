import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { libraries, root } from './build.ts';
import { objects, readelf } from './objects.ts';

/** At most this size. Two are over their budget of 48 KiB, and may not grow further. */
const LARGEST_BYTES = 48 * 1024;
const LARGEST_BYTES_OF = new Map([
  ['io', 71 * 1024],
  ['net', 62 * 1024],
]);
/** All six libraries together have 4 KiB of each thread's storage. */
const LARGEST_TLS_BYTES = 680;

interface Symbol {
  name: string;
  type: string;
  visibility: string;
  defined: boolean;
}

function dynamicSymbols(object: string): Symbol[] {
  return readelf('--dyn-syms', object)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([number]) => /^\d+:$/.test(number ?? '') && number !== '0:')
    .map(([, , , type = '', , visibility = '', section = '', name = '']) => ({
      name,
      type,
      visibility,
      defined: section !== 'UND',
    }));
}

/** The names that a library owns. */
function owned(library: string): string[] {
  const table = readFileSync(join(root, 'c', library, 'symbols.def'), 'utf8');
  return [...table.matchAll(/^SYMBOL\((\w+),/gm)].map(([, name = '']) => name);
}

for (const { name, library, path, skip } of objects) {
  test(`${name} exports the symbols of its table and nothing else`, { skip }, () => {
    const object = path();
    const exported = dynamicSymbols(object).filter(({ defined }) => defined);
    assert.deepEqual(exported.map((symbol) => symbol.name).sort(), owned(library).sort());
    assert.deepEqual(new Set(exported.map(({ type }) => type)), new Set(['FUNC']));
  });

  test(`${name} needs no other object, no version, and no symbol that a library owns`, { skip }, () => {
    const object = path();
    const dynamic = readelf('-d', object);
    for (const tag of ['NEEDED', 'VERNEED', 'TEXTREL', 'RPATH', 'RUNPATH'])
      assert.ok(!dynamic.includes(`(${tag})`), tag);
    const undefined_ = dynamicSymbols(object).filter(({ defined }) => !defined);
    const everything = new Set(libraries.flatMap(owned));
    assert.deepEqual(
      undefined_.filter((symbol) => everything.has(symbol.name)),
      [],
    );
    const known = [
      '__errno_location',
      '__h_errno_location',
      'environ',
      'fileno_unlocked',
      'getauxval',
      'stdout',
      'dirfd',
      '__fpending',
      'flockfile',
      'funlockfile',
      'pthread_setcancelstate',
      'vsnprintf',
      '_r_debug',
      '_dl_debug_addr',
    ];
    assert.deepEqual(
      undefined_.map((symbol) => symbol.name).filter((symbol) => !known.includes(symbol)),
      [],
    );
  });

  test(`${name} is small, in the file and in each thread, and its stack is no code`, { skip }, (context) => {
    const object = path();
    const bytes = statSync(object).size;
    const segments = readelf('-l', object)
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    const [, , , , , tls = '0x0'] = segments.find(([type]) => type === 'TLS') ?? [];
    const stack = segments.find(([type]) => type === 'GNU_STACK');
    context.diagnostic(`${bytes} bytes, ${Number(tls)} of each thread's storage`);
    const largest = LARGEST_BYTES_OF.get(library) ?? LARGEST_BYTES;
    assert.ok(bytes <= largest, `${bytes} bytes, ${largest} at most`);
    assert.ok(Number(tls) <= LARGEST_TLS_BYTES, `${Number(tls)} bytes of thread-local storage`);
    assert.ok(stack && !stack.includes('RWE') && !stack.includes('E'), stack?.join(' '));
    for (const segment of segments.filter(([type]) => type === 'LOAD'))
      assert.ok(!/\bRWE\b/.test(segment.join(' ')), segment.join(' '));
  });
}

test('no two libraries own a symbol, but for those that files and sockets share', () => {
  const shared = new Set([
    'read',
    'readv',
    '__read_chk',
    'write',
    'writev',
    'sendfile',
    'sendfile64',
    'close',
    'dup',
    'dup2',
    'dup3',
    'fcntl',
    'fcntl64',
    'syscall',
  ]);
  const owners = new Map<string, string>();
  for (const library of libraries)
    for (const name of owned(library)) {
      if (!shared.has(name)) assert.equal(owners.get(name), undefined, `${name} in ${library} and ${owners.get(name)}`);
      owners.set(name, library);
    }
});
