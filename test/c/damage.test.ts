import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { usual } from './build.ts';
import { countsOf, run } from './probe.ts';
import { runSteps, type Steps } from './steps.ts';

const skip = usual.missing;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** What steps.c writes. */
function pattern(length: number): string {
  return Array.from({ length }, (_, i) => ALPHABET[i % 26]).join('');
}

for (const [step, length] of [
  ['write a 1000', 1000],
  ['write a 2', 2],
  ['write a 65536', 65536],
  ['pwrite a 1000', 1000],
  ['writev a 5 1 10', 16],
  ['writev a 0 0 7 0', 7],
  ['writev a 1 1', 2],
  ['pwritev a 3 3 3', 9],
] as const)
  test(`TORN: ${step} writes a strict part, and says how much`, { skip }, (context) => {
    const lengths = new Set<number>();
    for (const seed of [1, 2, 3, 4]) {
      const { lines, injections, work } = runSteps(context, '$/x:TORN', [['create a $/x', 0], [step]], { seed });
      const returned = Number(lines[1]?.split(' ')[1]);
      assert.ok(returned >= 1 && returned < length, `${returned} of ${length}`);
      assert.equal(readFileSync(join(work, 'x'), 'utf8'), pattern(returned));
      assert.deepEqual(
        injections.map(({ effect, value, target }) => [effect, value, target]),
        [['TORN', BigInt(returned), join(work, 'x')]],
      );
      lengths.add(returned);
    }
    assert.ok(length < 9 || lengths.size > 1, 'another seed tears elsewhere');
  });

test('TORN: one byte and nothing are too short to tear, and nothing is recorded', { skip }, (context) => {
  const { injections } = runSteps(context, '$/x:TORN', [
    ['create a $/x', 0],
    ['write a 1', 1],
    ['write a 0', 0],
    ['writev a 0 1', 1],
    ['writev a', 0],
  ]);
  assert.deepEqual(injections, []);
});

test('TORN: a program that writes on gets all of it written in the end', { skip }, (context) => {
  const { lines, work, injections } = runSteps(context, '$/x:write:TORN@times=3', [
    ['create a $/x', 0],
    ['repeat 4 write a 100'],
  ]);
  const parts = lines.slice(1).map((line) => Number(line.split(' ')[1]));
  assert.equal(parts[3], 100);
  assert.equal(injections.length, 3);
  assert.equal(
    readFileSync(join(work, 'x')).length,
    parts.reduce((sum, part) => sum + part),
  );
});

test('TORN: a stream that tears has its error set and holds a part', { skip }, (context) => {
  const { work } = runSteps(context, '$/x:write:TORN', [
    ['fopen $/x w', 0],
    ['ferror', 0],
    ['fwrite 1 1000'],
    ['ferror', 1],
    ['clearerr', 0],
    ['fclose', 0],
  ]);
  const { length } = readFileSync(join(work, 'x'));
  assert.ok(length > 0 && length < 1000, `${length}`);
});

test('TORN: a stream that fails by itself keeps its error, and the hit', { skip }, (context) => {
  const { injections, lines } = runSteps(
    context,
    '$:write:TORN@times=1',
    [
      ['fopen $/x r', 0],
      ['fwriteall 1 100'],
      ['fclose', 0],
      ['fopen $/y w', 0],
      ['fwrite 0 100', 0],
      ['fwrite 1 100'],
      ['ferror', 1],
    ],
    { prepare: ({ work }) => writeFileSync(join(work, 'x'), pattern(100)) },
  );
  // musl leaves errno as it was.
  if (usual.libc === 'glibc') assert.equal(lines[1], 'fwriteall -EBADF');
  assert.doesNotMatch(lines[1] ?? '', /EIO/);
  assert.deepEqual(
    injections.map(({ effect }) => effect),
    ['TORN'],
  );
});

/** The bits in which two byte strings differ. */
function differences(a: Buffer, b: Buffer): number[] {
  assert.equal(a.length, b.length);
  return [...a]
    .flatMap((byte, i) => Array.from({ length: 8 }, (_, bit) => (((byte ^ (b[i] ?? 0)) >> bit) & 1 ? i * 8 + bit : -1)))
    .filter((at) => at >= 0);
}

for (const step of [
  ...['show a 100', 'showat a 100', 'readv a 1 50 0 49', 'preadv a 99 1', 'show a 1'],
  ...['fread 100', 'fgets 100', 'getline', 'getc'],
])
  test(`CORRUPT: ${step} flips exactly one bit, of the bytes that were read`, { skip }, (context) => {
    const bits = new Set<number>();
    for (const seed of [1, 2, 3, 4]) {
      const steps: Steps = [['open a $/x', 0], ['fopen $/x r', 0], [step]];
      const { lines, injections, work } = runSteps(context, '$/x:CORRUPT', steps, {
        seed,
        prepare: ({ work }) => writeFileSync(join(work, 'x'), pattern(100)),
      });
      const read = Buffer.from(lines.find((line) => line.startsWith('bytes '))?.slice(6) ?? '', 'hex');
      const original = readFileSync(join(work, 'x')).subarray(0, read.length);
      const flipped = differences(read, original);
      assert.equal(flipped.length, 1);
      assert.deepEqual(
        injections.map(({ effect, value }) => [effect, Number(value)]),
        [['CORRUPT', flipped[0]]],
      );
      bits.add(flipped[0] ?? -1);
    }
    assert.ok(bits.size > 1, 'another seed flips another bit');
  });

for (const step of ['fread 100', 'fgets 100', 'getline', 'getc'])
  test(`CORRUPT: ${step} at the end of a file leaves the hit to the next call`, { skip }, (context) => {
    const { injections } = runSteps(
      context,
      '$:read:CORRUPT@times=1',
      [['fopen $/empty w+', 0], [step], ['fopen $/x r', 0], [step]],
      { prepare: ({ work }) => writeFileSync(join(work, 'x'), pattern(100)) },
    );
    assert.equal(injections.length, 1);
  });

for (const effect of ['CORRUPT', 'SHORT', 'THROTTLE:1kB/s'])
  test(`${effect}: a call that reads a directory leaves the hit to the next call`, { skip }, (context) => {
    const { injections } = runSteps(
      context,
      `$:read:${effect}@times=1`,
      [['readdir $', 0], ['open a $/x', 0], ['read a 10']],
      { prepare: ({ work }) => writeFileSync(join(work, 'x'), pattern(100)) },
    );
    assert.equal(injections.length, 1);
  });

test('CORRUPT: the end of the file and a failed read have no bit to flip', { skip }, (context) => {
  const { injections } = runSteps(context, '$/x:CORRUPT', [
    ['create a $/x', 0],
    ['read a 10', 0],
    ['opendirectory b $', 0],
    ['read b 10', '-EISDIR'],
    ['fopen $/x r', 0],
    ['getc', 0],
  ]);
  assert.deepEqual(injections, []);
});

test('what the kernel refuses to look at is not looked at', { skip }, (context) => {
  const { injections } = runSteps(context, '$/x:TORN\n$/x:SHORT\n$/x:CORRUPT', [
    ['create a $/x', 0],
    ['refused_writev a', '-EFAULT'],
    ['refused_readv a', '-EFAULT'],
    ['refused_writev a 8 100000', '-EINVAL'],
    ['refused_readv a 8 -1', '-EINVAL'],
    ['fopen $/x r', 0],
    ['refused_getline', '-EINVAL'],
  ]);
  assert.equal(injections.length, 0);
});

test('a length that no memory has is refused by the kernel, whatever befalls the call', { skip }, (context) => {
  // QEMU transfers what is before such a part.
  const vectors: Steps = usual.emulated
    ? []
    : [
        [`writev a 100 ${2 ** 53}`, '-EFAULT'],
        [`readv a 100 ${2 ** 53}`, '-EFAULT'],
      ];
  for (const effect of ['SHORT', 'TORN'])
    runSteps(context, `$/x:${effect}`, [
      ['create a $/x', 0],
      [`write a ${2 ** 53}`, '-EFAULT'],
      ['write a -1', '-EFAULT'],
      ['writev a 100 -1', '-EINVAL'],
      ...vectors,
      [`pwrite a ${2 ** 53} 0`, '-EFAULT'],
    ]);
  const { injections } = runSteps(
    context,
    '$/x:SHORT',
    [
      ['open a $/x', 0],
      ['read a -1', '-EFAULT'],
      [`pread a ${2 ** 53} 0`, '-EFAULT'],
      ['readv a 10 -1', '-EINVAL'],
      ['read a 100'],
    ],
    { prepare: ({ work }) => writeFileSync(join(work, 'x'), pattern(100)) },
  );
  assert.equal(injections.length, 1);
});

test('CORRUPT: a short read has its bit flipped in the part that was read', { skip }, (context) => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const { injections } = runSteps(
      context,
      '$/x:CORRUPT',
      [
        ['open a $/x', 0],
        ['read a 60000', 3],
      ],
      {
        seed,
        prepare: ({ work }) => writeFileSync(join(work, 'x'), 'abc'),
      },
    );
    assert.ok(Number(injections[0]?.value) < 24);
  }
});

test('a failure leaves nothing to damage, a delay does', { skip }, (context) => {
  const { injections } = runSteps(context, '$/x:write:EIO@nth=2\n$/x:write:TORN\n$:write:LATENCY:1', [
    ['create a $/x', 0],
    ['repeat 2 write a 100'],
  ]);
  assert.deepEqual(
    injections.map(({ effect }) => effect),
    ['LATENCY', 'TORN', 'LATENCY', 'ERRNO'],
  );
});

test('a stream that failed tells by ferror, and can go on', { skip }, (context) => {
  runSteps(context, '$/x:write:ENOSPC@nth=2', [
    ['fopen $/x w', 0],
    ['fputs one', 0],
    ['ferror', 0],
    ['fputs two', '-ENOSPC'],
    ['ferror', 1],
    ['clearerr', 0],
    ['fputs three', 0],
    ['fclose', 0],
  ]);
});

for (const [step, length] of [
  ['read a 1000', 1000],
  ['read a 2', 2],
  ['pread a 1000', 1000],
  ['readv a 5 1 10', 16],
  ['preadv a 3 3 3', 9],
] as const)
  test(`SHORT: ${step} reads a strict part, and says how much`, { skip }, (context) => {
    const { lines, injections, work } = runSteps(context, '$/x:SHORT', [['open a $/x', 0], [step]], {
      prepare: ({ work: directory }) => writeFileSync(join(directory, 'x'), pattern(2000)),
    });
    const [name = ''] = step.split(' ');
    const returned = Number(lines.find((line) => line.startsWith(name))?.split(' ')[1]);
    assert.ok(returned >= 1 && returned < length, `${returned} of ${length}`);
    assert.deepEqual(
      injections.map(({ effect, value, target }) => [effect, value, target]),
      [['SHORT', BigInt(returned), join(work, 'x')]],
    );
  });

for (const step of ['write a 2000', 'pwrite a 2000', 'writev a 1000 1000'])
  test(`SHORT: ${step} writes a strict part, and says how much`, { skip }, (context) => {
    const { lines, injections, work } = runSteps(context, '$/x:SHORT', [['create a $/x', 0], [step]]);
    const returned = Number(lines[1]?.split(' ')[1]);
    assert.ok(returned >= 1 && returned < 2000, `${returned} of 2000`);
    assert.equal(readFileSync(join(work, 'x'), 'utf8'), pattern(returned));
    assert.deepEqual(
      injections.map(({ effect, value }) => [effect, value]),
      [['SHORT', BigInt(returned)]],
    );
  });

test('SHORT: a stream writes all of it, as it does when its descriptor does not', { skip }, (context) => {
  const { work, injections } = runSteps(context, '$/x:write:SHORT', [
    ['fopen $/x w', 0],
    ['fwrite 1 100', 100],
    ['ferror', 0],
    ['fclose', 0],
  ]);
  assert.equal(readFileSync(join(work, 'x')).length, 100);
  assert.deepEqual(injections, []);
});

for (const [operation, step, said = 2000] of [
  ['read', 'read a 2000'],
  ['pread', 'pread a 2000'],
  ['write', 'write a 2000'],
  ['pwrite', 'pwrite a 2000'],
  ['write', 'writev a 1000 1000'],
  ['read', 'fread 2000'],
  ['write', 'fwrite 1 2000'],
  ['write', 'fprintf 2000'],
  ['write', 'dprintf a 2000'],
  ['write', `fputs ${'x'.repeat(2000)}`, 0],
] as const)
  test(`THROTTLE: ${step.slice(0, 20)} takes as long as its bytes at that speed, one call behind the other`, {
    skip,
  }, (context) => {
    const { injections, lines } = runSteps(
      context,
      `$/x:${operation}:THROTTLE:20kB/s`,
      [['open a $/x', 0], ['fopen $/x a+', 0], ['now'], [step, said], ['now']],
      { prepare: ({ work }) => writeFileSync(join(work, 'x'), pattern(5000)) },
    );
    const [before = 0, after = 0] = lines
      .filter((line) => line.startsWith('now'))
      .map((line) => Number(line.split(' ')[1]));
    assert.ok(after - before >= 100_000_000, `${after - before} ns`);
    const [injection] = injections;
    assert.equal(injection?.effect, 'THROTTLE');
    assert.ok(Number(injection?.value) >= 99_000_000 && Number(injection?.value) < 1_000_000_000);
  });

test('THROTTLE: small calls catch up with what waits have ended late by', { skip }, (context) => {
  const result = runSteps(context, '$/x:write:THROTTLE:100kB/s@id=slow', [
    ['create a $/x', 0],
    ['now'],
    ['repeat 900 write a 1', 1],
    ['now'],
  ]);
  const [before = 0, after = 0] = result.lines
    .filter((line) => line.startsWith('now'))
    .map((line) => Number(line.split(' ')[1]));
  assert.ok(after - before >= 5_000_000, `${after - before} ns`);
  const { matched, injected } = countsOf(result, 'slow');
  assert.equal(matched, 900);
  assert.ok(injected < 810, `${injected} of 900 waited`);
  assert.equal(result.injections.length, injected);
  assert.ok(result.injections.every(({ value }) => value > 0n));
});

test('THROTTLE: a call that need not wait is no hit', { skip }, (context) => {
  const result = runSteps(
    context,
    '$/x:THROTTLE:10GB/s@times=1,id=slow\n$/x:fsync:LATENCY:10ms',
    [
      ['open a $/x', 0],
      ['fopen $/x a+', 0],
      ['read a 1', 1],
      ['write a 1', 1],
      ['writev a 1 1', 2],
      ['fread 1', 1],
      ['fwrite 1', 1],
      ['fputs 1', 0],
      // So long that nothing is caught up with.
      ['fsync a', 0],
      ['pwrite a 50000', 50000],
    ],
    { prepare: ({ work }) => writeFileSync(join(work, 'x'), pattern(5000)) },
  );
  assert.equal(countsOf(result, 'slow').injected, 1);
  assert.deepEqual(
    result.injections.map(({ symbol, value }) => [symbol, value > 0n]),
    [
      ['fsync', true],
      ['pwrite', true],
    ],
  );
});

test('THROTTLE: what its calls waited is latency that the rule added', { skip }, (context) => {
  const { process } = runSteps(context, '$/x:write:THROTTLE:1MB/s@id=slow', [
    ['create a $/x', 0],
    ['write a 10000', 10000],
  ]);
  const [counts] = process.rules.values();
  assert.ok((counts?.addedLatencyNs ?? 0) >= 9_900_000);
});

test('a child that a signal handler forked in the middle of a call goes on with it', { skip }, (context) => {
  const { lines } = run(context, 'interrupted', { rules: '*:read:CORRUPT' });
  assert.deepEqual(lines.toSorted(), ['child 1', 'parent 1', 'status 0']);
});
