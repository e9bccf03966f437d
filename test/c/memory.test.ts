import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { root, usual } from './build.ts';
import { countsOf, place, type Recorded, run, runToAnyEnd, start, type Trial } from './probe.ts';
import { check, type Steps } from './steps.ts';

const skip = usual.missing;

/** Runs steps of c/test/probe/memory.c under rules of memory, and checks what each said. */
function runMemory(context: TestContext, rules: string, steps: Steps, trial: Trial = {}): Recorded {
  const args = steps.map(([step]) => step);
  const result = run(context, 'memory', { rules, libraries: ['memory'], ...trial, args });
  check(result.lines, steps);
  return result;
}

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
  ['mremap/anon:ENOMEM', 1, 'nothing is told apart behind this name'],
  ['malloc/anon:ENOMEM', 1, 'nothing is told apart behind this name'],
  ['*:maloc:ENOMEM', 3, 'unknown operation'],
  ['*:munmap:LIMIT:1MiB', 3, 'this operation has no such effect'],
  ['munmap:LIMIT:1MiB', 1, 'no operation of this selector has such an effect'],
  ['mmap/file:LIMIT:1MiB', 1, 'no operation of this selector has such an effect'],
  ['mremap:LIMIT:1MiB', 1, 'no operation of this selector has such an effect'],
  ['brk:malloc:ENOMEM', 1, 'no operation of this selector has such an effect'],
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

test('LIMIT: what the process allocates beyond it fails, until enough is freed', { skip }, (context) => {
  const { injections } = runMemory(context, 'malloc:LIMIT:1MiB', [
    ['malloc a 600000', 0],
    ['malloc b 600000', '-ENOMEM'],
    ['malloc b 300000', 0],
    ['calloc c 1000 200', '-ENOMEM'],
    ['free a', 0],
    ['calloc c 1000 600', 0],
    ['posix_memalign d 600000', '-ENOMEM'],
    ['aligned_alloc d 640000', '-ENOMEM'],
    ['realloc b 500000', '-ENOMEM'],
    ['realloc b 400000', 0],
    ['realloc b 1000', 0],
    ['reallocarray b 1000 440', 0],
    ['malloc e 0', 0],
    ['free c', 0],
    ['free b', 0],
    ['malloc a 1040000', 0],
    ['malloc b 1048577', '-ENOMEM'],
  ]);
  assert.deepEqual(
    injections.map(({ effect, symbol, value }) => [effect, symbol, value]),
    [
      ['LIMIT', 'malloc', 600_000n],
      ['LIMIT', 'calloc', 200_000n],
      ['LIMIT', 'posix_memalign', 600_000n],
      ['LIMIT', 'aligned_alloc', 640_000n],
      ['LIMIT', 'realloc', 500_000n],
      ['LIMIT', 'malloc', 1_048_577n],
    ],
  );
});

test('LIMIT: a block of no bytes always fits, and one whose size overflows never', { skip }, (context) => {
  runMemory(context, 'malloc:LIMIT:0', [
    ['malloc a 1', '-ENOMEM'],
    ['malloc a 0', 0],
    ['calloc b 0x8000000000000000 4', '-ENOMEM'],
    ['reallocarray c 0x8000000000000000 4', '-ENOMEM'],
    ['strdup d x', '-ENOMEM'],
    ['strndup d xyz 2', '-ENOMEM'],
  ]);
});

test('LIMIT: copies of strings are held until they are freed', { skip }, (context) => {
  const long = 'x'.repeat(3000);
  runMemory(context, 'malloc:LIMIT:10kB', [
    [`strdup a ${long}`, 0],
    [`strndup b ${long} 2000`, 0],
    [`strdup c ${long}`, 0],
    [`strdup d ${long}`, '-ENOMEM'],
    ['free a', 0],
    [`strdup d ${long}`, 0],
  ]);
});

test('LIMIT: the account is one of the process, the selector says which requests it refuses', { skip }, (context) => {
  runMemory(context, 'calloc:LIMIT:1MiB', [
    ['calloc a 1 100000', 0],
    ['malloc b 2000000', 0],
    ['calloc c 1 10', '-ENOMEM'],
    ['free b', 0],
    ['calloc c 1 10', 0],
  ]);
});

test('LIMIT: mappings that a rule does not refuse are held, too', { skip }, (context) => {
  runMemory(context, 'mmap64:LIMIT:16KiB', [
    ['mmap64 a 4096', 0],
    ['mmap b 12288', 0],
    ['mmap c 4096', 0],
    ['mmap64 d 4096', '-ENOMEM'],
    ['munmap b 12288', 0],
    ['mmap64 d 8192', 0],
  ]);
});

test('LIMIT: a rule that does not fire refuses nothing', { skip }, (context) => {
  const { injections } = runMemory(context, 'malloc:LIMIT:1KiB@p=0\nmmap/anon:LIMIT:4KiB@after=1', [
    ['malloc a 100000', 0],
    ['mmap b 100000', 0],
    ['mmap c 8192', '-ENOMEM'],
  ]);
  assert.equal(injections.length, 1);
});

test('LIMIT: a failure of another rule is not held', { skip }, (context) => {
  runMemory(context, 'malloc:LIMIT:1MiB\nmalloc:EAGAIN@nth=2', [
    ['malloc a 600000', 0],
    ['malloc b 400000', '-EAGAIN'],
    ['malloc b 400000', 0],
  ]);
});

test('LIMIT: a request that the allocator cannot meet is not held', { skip }, (context) => {
  runMemory(context, 'calloc:LIMIT:1MiB', [
    ['calloc a 1 10', 0],
    ['malloc b 0x7000000000000000', '-ENOMEM'],
    ['calloc a 1 1000000', 0],
    ['realloc a 0x7000000000000000', '-ENOMEM'],
    ['calloc b 1 100000', '-ENOMEM'],
    ['free a', 0],
    ['calloc a 1 1000000', 0],
  ]);
});

test('LIMIT: a block made 0 bytes long gives its bytes back', { skip }, (context) => {
  runMemory(context, 'malloc:LIMIT:1MiB', [
    ['malloc a 1000000', 0],
    ['realloc a 0', 0],
    ['malloc b 1000000', 0],
  ]);
});

test('LIMIT: a child of fork holds what its parent held, and its own memory is its own', { skip }, (context) => {
  runMemory(context, 'malloc:LIMIT:1MiB', [
    ['malloc a 600000', 0],
    ['child 600000', '-ENOMEM'],
    ['child 400000', 0],
    ['child 400000', 0],
    ['malloc b 400000', 0],
  ]);
});

test('LIMIT: anonymous memory that is mapped beyond it fails, until enough is unmapped', { skip }, (context) => {
  const { injections } = runMemory(context, 'mmap:LIMIT:1MiB', [
    ['mmap a 524288', 0],
    ['mmap64 b 524288', 0],
    ['mmap c 4096', '-ENOMEM'],
    ['mapfile d 1000000', 0],
    ['munmap d 1000000', 0],
    ['mmap c 4096', '-ENOMEM'],
    ['munmap a 8192 4096', 0],
    ['mmap c 8193', '-ENOMEM'],
    ['mmap c 8192', 0],
    ['munmap c 8192', 0],
    ['munmap a 524288', 0],
    ['munmap a 524288', 0],
    ['mmap a 524288', 0],
    ['mmap d 1', '-ENOMEM'],
  ]);
  assert.deepEqual(
    injections.map(({ effect, target, value }) => [effect, target, value]),
    [
      ['LIMIT', 'mmap/anon', 4096n],
      ['LIMIT', 'mmap/anon', 4096n],
      ['LIMIT', 'mmap/anon', 8193n],
      ['LIMIT', 'mmap/anon', 1n],
    ],
  );
});

test('LIMIT: what is moved, replaced or could not be unmapped is held as it is', { skip }, (context) => {
  runMemory(context, 'mmap/anon:LIMIT:64KiB', [
    ['mmap a 32768', 0],
    ['mremap a 32768 65536', 0],
    ['mmap b 4096', '-ENOMEM'],
    ['mremap a 65536 16384', 0],
    ['mmap b 49152', 0],
    // Over a part of b: nothing is won.
    ['mmap c 16384 b 0', '-ENOMEM'],
    ['mapfile c 16384 b 0', 0],
    ['mmap d 16384', 0],
    ['munmap d 4096 1', '-EINVAL'],
    ['mmap e 4096', '-ENOMEM'],
    // Onto d.
    ['moveto a 16384 16384 d', 0],
    ['mmap e 16384', 0],
    ['mmap f 4096', '-ENOMEM'],
    ['mremap e 16384 0x7fffffffffff000'],
    ['mmap f 4096', '-ENOMEM'],
    ['munmap e 16384', 0],
    ['mmap f 0', '-EINVAL'],
    ['mmap f 16384', 0],
  ]);
});

test('LIMIT: memory from before the rules came is not held', { skip }, (context) => {
  const rows: Steps = [
    ['mmap a 65536', 0],
    ['malloc b 1000000', 0],
    ['rules one', 0],
    ['mmap c 65536', 0],
    ['mmap d 4096', '-ENOMEM'],
    ['munmap a 65536', 0],
    ['mmap d 4096', '-ENOMEM'],
    ['malloc e 500000', 0],
    ['malloc f 500000', '-ENOMEM'],
    ['rules two', 0],
    ['mmap d 65536', 0],
    ['malloc f 500000', 0],
    ['malloc g 500000', '-ENOMEM'],
  ];
  const limits = 'mmap:LIMIT:64KiB\nmalloc:LIMIT:600kB';
  runMemory(context, '# none', rows, {
    prepare: ({ work }) => {
      writeFileSync(join(work, 'one'), limits);
      writeFileSync(join(work, 'two'), `${limits}\n# again`);
    },
  });
});

test('without the library nothing of all this happens', { skip }, (context) => {
  const set = ['have d 4096', 'have e 4096', 'have f 4096'];
  const { lines } = start(place(context), 'memory', { args: [...set, ...KERNEL, ...FAMILY], bare: true });
  assert.ok(lines.length === 22 && lines.every((line) => line.endsWith(' 0')), lines.join('\n'));
});
