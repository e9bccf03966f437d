import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { unemulated, usual } from './build.ts';
import { runMemory } from './memory.ts';
import { errno, fill, place } from './probe.ts';
import { refused } from './refuse.ts';
import { check, type Steps } from './steps.ts';

const skip = usual.missing;

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
    // Over a part of b, which is held no longer then.
    ['mmap c 20480 b 0', 0],
    ['mmap c 16384 b 0', 0],
    ['mmap d 4096', '-ENOMEM'],
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

test('LIMIT: parts that a call could not take away are held where they are', { skip }, (context) => {
  runMemory(context, 'mmap/anon:LIMIT:64KiB', [
    ['mmap a 32768', 0],
    ['munmap a 16384 8192', 0],
    ['munmap a 0x4000000000000000', '-EINVAL'],
    ['munmap a 0xfffffffffffff000', '-EINVAL'],
    ['mremap a 32768 65536', '-EFAULT'],
    ['mmap b 53248', '-ENOMEM'],
    ['munmap a 8192 24576', 0],
    ['mmap b 61440', '-ENOMEM'],
    ['munmap a 8192', 0],
    ['mmap b 65536', 0],
  ]);
});

test('LIMIT: of parts that are moved as one, each is held where it comes to be', {
  skip: unemulated('moves parts one by one'),
}, (context) => {
  runMemory(context, 'mmap/anon:LIMIT:64KiB', [
    ['mmap a 32768', 0],
    ['munmap a 4096 8192', 0],
    ['mapfile b 4096 a 8192', 0],
    // In place, with a part of a file in its midst.
    ['mremap a 32768 16384', 0],
    ['mmap c 53248', 0],
    ['munmap b 4096', 0],
    ['mmap d 4096', '-ENOMEM'],
    ['munmap a 4096', 0],
    ['mmap d 4096', 0],
  ]);
});

test('LIMIT: another view of shared memory is held, too', { skip: unemulated('makes no second view') }, (context) => {
  runMemory(context, 'mmap/anon:LIMIT:64KiB', [
    ['share a 16384', 0],
    ['mremap a 0 16384', 0],
    ['mmap b 36864', '-ENOMEM'],
    ['munmap a 16384', 0],
    ['mmap b 49152', 0],
    ['mapfile c 16384', 0],
    ['mremap c 0 16384', 0],
    ['munmap b 4096', 0],
    ['mmap d 4096', 0],
  ]);
});

test('LIMIT: what the kernel does not unmap is held', { skip }, (context) => {
  const at = place(context);
  fill(at, { memory: 'mmap/anon:LIMIT:64KiB' });
  const steps: Steps = [
    ['mmap a 40960', 0],
    ['munmap a 40960', '-EPERM'],
    ['mmap b 28672', '-ENOMEM'],
    ['munmap a 4096', 0],
    ['mmap b 28672', 0],
  ];
  const words = steps.map(([step]) => step);
  check(refused(at, [`munmap,1=40960:${errno('EPERM')}`], 'memory', 'memory', words).lines, steps);
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
