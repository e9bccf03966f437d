import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { root, usual } from './build.ts';
import { runMemory } from './memory.ts';
import { countsOf, place, runToAnyEnd, start } from './probe.ts';
import type { Steps } from './steps.ts';

const skip = usual.missing;

/** One call of each kind. */
const MAPPING = ['mmap a 4096', 'mmap64 b 4096', 'mapfile c 4096', 'mremap d 4096 8192'];
const KERNEL = [...MAPPING, 'munmap e 4096', 'mprotect f 4096', 'madvise f 4096', 'mlock f 4096', 'sbrk'];
const FAMILY = [
  ...['malloc g 100', 'calloc h 10 10', 'realloc i 100', 'reallocarray j 10 10', 'posix_memalign k 100'],
  ...['aligned_alloc l 128', 'memalign m 128', 'valloc n 100', 'strdup o text', 'strndup p text 2'],
];
const nameOf = (step: string) => step.split(' ')[0] ?? '';

for (const [rules, failing] of [
  ['*:ENOMEM', KERNEL.map(nameOf)],
  ['*:ERRNO:ENOMEM:1.0', KERNEL.map(nameOf)],
  ['*:malloc:ENOMEM', FAMILY.map(nameOf)],
  ['malloc:ENOMEM', FAMILY.map(nameOf)],
  ['malloc:malloc:ERRNO:ENOMEM', FAMILY.map(nameOf)],
  ['*:ENOMEM\n*:malloc:ENOMEM', [...KERNEL, ...FAMILY].map(nameOf)],
  ['calloc:ENOMEM', ['calloc']],
  ['strdup:malloc:ENOMEM', ['strdup']],
  ['mmap:ENOMEM', MAPPING.map(nameOf)],
  ['*:mmap:ENOMEM', MAPPING.map(nameOf)],
  ['mmap/anon:ENOMEM', ['mmap', 'mmap64']],
  ['mmap/file:mmap:ENOMEM', ['mapfile']],
  ['mmap64:ENOMEM', ['mmap64']],
  ['mmap64/anon:ENOMEM', ['mmap64']],
  ['mmap64/file:ENOMEM', []],
  ['mremap:ENOMEM', ['mremap']],
  ['munmap:ENOMEM', ['munmap']],
  ['mprotect:ENOMEM', ['mprotect']],
  ['madvise:ENOMEM', ['madvise']],
  ['posix_madvise:ENOMEM', []],
  ['lock:ENOMEM', ['mlock']],
  ['mlock:lock:ENOMEM', ['mlock']],
  ['brk:ENOMEM', ['sbrk']],
  ['sbrk:brk:ENOMEM', ['sbrk']],
] as [string, string[]][])
  test(`${rules} makes fail: ${failing.join(' ') || 'none of these'}`, { skip }, (context) => {
    const set = ['have d 4096', 'have e 4096', 'have f 4096'].map((step) => [step, 0] as const);
    const calls = [...KERNEL, ...FAMILY].map((step) => [step, failing.includes(nameOf(step)) ? '-ENOMEM' : 0] as const);
    const { injections } = runMemory(context, rules, [...set, ...calls]);
    assert.deepEqual(
      injections.map(({ symbol, site }) => [symbol, site?.module && basename(site.module)]),
      failing.map((name) => [name === 'mapfile' ? 'mmap' : name, 'memory']),
    );
  });

test('the kind comes before the symbol, the symbol before the operation, then *; the earlier line wins a tie', {
  skip,
}, (context) => {
  const rules = [
    ...['*:EPERM', 'mmap:EACCES', 'mmap:EPERM', 'mmap64:EAGAIN', 'mmap64/anon:EINVAL', 'mmap/file:ENOMEM'],
    ...['malloc:EPERM', 'malloc:EACCES', 'calloc:ENOMEM'],
  ].join('\n');
  runMemory(context, rules, [
    ['have a 4096', 0],
    ['mmap b 4096', '-EACCES'],
    ['mmap64 b 4096', '-EINVAL'],
    ['mapfile b 4096', '-ENOMEM'],
    ['mremap a 4096 8192', '-EACCES'],
    ['munmap a 4096', '-EPERM'],
    ['malloc a 10', '-EPERM'],
    ['calloc a 1 10', '-ENOMEM'],
  ]);
});

test('a delay of one rule and the failure of another befall one call', { skip }, (context) => {
  const { injections } = runMemory(context, '*:mmap:LATENCY:5ms\nmmap/anon:ENOMEM\nmalloc:LATENCY:1ms', [
    ['mmap a 4096', '-ENOMEM'],
    ['mapfile b 4096', 0],
    ['malloc a 10', 0],
  ]);
  assert.deepEqual(
    injections.map(({ effect, target }) => `${effect} ${target}`),
    ['LATENCY mmap/anon', 'ERRNO mmap/anon', 'LATENCY mmap/file', 'LATENCY malloc'],
  );
});

for (const [rule, column, reason] of [
  ['mallok:ENOMEM', 1, 'unknown symbol: expected *, a symbol of this library or an operation; did you mean malloc'],
  ['free:ENOMEM', 1, 'no fault befalls calls of this symbol'],
  ['read:EIO', 1, 'unknown symbol'],
  ['/data:ENOMEM', 1, 'unknown symbol'],
  ['mmap/heap:ENOMEM', 1, 'what is mapped is anon or file, as in mmap/anon'],
  ['mmap/:ENOMEM', 1, 'what is mapped is anon or file, as in mmap/anon'],
  ['mremap/anon:ENOMEM', 1, 'this name has no kinds'],
  ['malloc/anon:ENOMEM', 1, 'this name has no kinds'],
  ['*:maloc:ENOMEM', 3, 'unknown operation'],
  ['*:munmap:LIMIT:1MiB', 3, 'no such effect or operation'],
  ['munmap:LIMIT:1MiB', 1, 'no such effect or operation'],
  ['mmap/file:LIMIT:1MiB', 1, 'no such effect or operation'],
  ['mremap:LIMIT:1MiB', 1, 'no such effect or operation'],
  ['brk:malloc:ENOMEM', 1, 'no such effect or operation'],
  ['malloc:LIMIT:plenty', 14, 'expected a number, or a size as in 64KiB'],
  ['malloc:LIMIT', 8, 'this effect needs a value'],
  ['malloc:TORN', 8, 'unknown effect or errno'],
  ['malloc:ENOPE', 8, 'unknown effect or errno'],
] as const)
  test(`${rule} is refused: ${reason}`, { skip }, (context) => {
    const { stderr, process } = runMemory(context, `malloc:ENOMEM\n ${rule}`, [['malloc a 10', 0]]);
    assert.ok(stderr.includes(`memory.conf:2:${column + 1}: ${reason}`), stderr);
    assert.ok(process.message?.includes(reason));
  });

test('the rules that docs/libraries/memory.md shows are rules', { skip }, (context) => {
  const page = readFileSync(join(root, 'docs/libraries/memory.md'), 'utf8');
  const examples = [...page.matchAll(/^ {4}(\S.*)$/gm)].map(([, rule = '']) => rule);
  assert.ok(examples.length > 8);
  for (const rule of examples) {
    const { stderr, process } = runMemory(context, rule, []);
    assert.deepEqual([stderr, process.rulesInvalid], ['', false], rule);
  }
});

test('what a function of the family calls of the family is a part of its own call', { skip }, (context) => {
  for (const rules of ['# none', 'malloc:ENOMEM@p=0,id=all']) {
    const result = runMemory(
      context,
      rules,
      FAMILY.map((step) => [step, 0]),
    );
    assert.equal(result.process.calls.get('malloc'), FAMILY.length, rules);
    if (rules !== '# none') assert.equal(countsOf(result, 'all').matched, FAMILY.length);
  }
  const half = runMemory(
    context,
    'malloc:ENOMEM@every=2',
    FAMILY.map((step, i) => [step, i % 2 ? '-ENOMEM' : 0]),
  );
  assert.equal(half.injections.length, FAMILY.length / 2);
});

test('a mapping whose munmap failed is whole and can be unmapped later', { skip }, (context) => {
  runMemory(context, 'munmap:EINVAL@times=1', [
    ['mmap a 8192', 0],
    ['munmap a 8192', '-EINVAL'],
    ['touch a 8192', 0],
    ['munmap a 8192', 0],
  ]);
});

test('FAIL_AFTER counts the calls of each operation for itself', { skip }, (context) => {
  runMemory(context, '*:FAIL_AFTER:ENOMEM,1\nmalloc:FAIL_AFTER:ENOMEM,2', [
    ['mmap a 4096', 0],
    ['malloc b 10', 0],
    ['mprotect a 4096', 0],
    ['mmap c 4096', '-ENOMEM'],
    ['calloc d 1 10', 0],
    ['strdup d x', '-ENOMEM'],
    ['mprotect a 4096', '-ENOMEM'],
  ]);
});

test('KILL ends the process in the call', { skip }, (context) => {
  const { signal, lines, injections } = runToAnyEnd(context, 'memory', {
    rules: 'calloc:KILL:SIGKILL',
    libraries: ['memory'],
    args: ['malloc a 10', 'calloc a 1 10', 'malloc a 10'],
  });
  assert.deepEqual([signal, lines], ['SIGKILL', ['malloc 0']]);
  assert.deepEqual(
    injections.map(({ effect, symbol }) => [effect, symbol]),
    [['KILL', 'calloc']],
  );
});

test('exe and site narrow a rule to programs and places', { skip }, (context) => {
  for (const [exe, said] of [
    ['mem*', '-ENOMEM'],
    ['java', 0],
  ] as const)
    runMemory(context, `malloc:ENOMEM@exe=${exe}`, [['malloc a 10', said]]);
  const calls: Steps = [['malloc a 10'], ['calloc b 1 10'], ['malloc c 10']];
  const [first] = runMemory(context, 'malloc:ENOMEM', calls).injections;
  assert.ok(first?.site);
  const hash = siteHash(basename(first.site.module), first.site.offset);
  runMemory(context, `malloc:ENOMEM@site=${hash}`, [
    ['malloc a 10', '-ENOMEM'],
    ['calloc b 1 10', 0],
    ['malloc c 10', '-ENOMEM'],
  ]);
});

function siteHash(module: string, offset: bigint | number): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(`${module}+0x${offset.toString(16)}`))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16);
}

test('without the library nothing of all this happens', { skip }, (context) => {
  const set = ['have d 4096', 'have e 4096', 'have f 4096'];
  const { lines } = start(place(context), 'memory', { args: [...set, ...KERNEL, ...FAMILY], bare: true });
  assert.ok(lines.length === 22 && lines.every((line) => line.endsWith(' 0')), lines.join('\n'));
});
