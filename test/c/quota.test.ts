import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { shipped, usual } from './build.ts';
import { countsOf, place, runToAnyEnd, start } from './probe.ts';
import { runSteps, type Steps } from './steps.ts';

const skip = usual.missing;

test('QUOTA: a disk takes what it has room for, then nothing, until something goes', { skip }, (context) => {
  const { injections } = runSteps(context, '$/d:QUOTA:1000', [
    ['mkdir $/d', 0],
    ['create a $/d/a', 0],
    ['create b $/d/b', 0],
    ['create o $/outside', 0],
    ['write a 600', 600],
    ['write b 600', 400],
    ['write b 1', '-ENOSPC'],
    ['pwrite a 600', 600],
    ['pwrite a 601', 600],
    ['pwrite a 1 600', '-ENOSPC'],
    ['writev a 10 10', '-ENOSPC'],
    ['write o 5000', 5000],
    ['unlink $/d/b', 0],
    ['writev a 10 10', 20],
    ['writev a 300 30 300', 380],
    ['write a 1', '-ENOSPC'],
    ['ftruncate a 100', 0],
    ['ftruncate a -1', '-EINVAL'],
    ['ftruncate a 1001', '-ENOSPC'],
    ['pwrite a 900 100', 900],
    ['create a $/d/a', 0],
    ['write a 1000', 1000],
    ['write a 1', '-ENOSPC'],
    ['ftruncate a -1', '-EINVAL'],
    ['refused_writev a', '-EFAULT'],
    ['refused_writev a 8 1025', '-EINVAL'],
  ]);
  assert.deepEqual(new Set(injections.map(({ effect }) => effect)), new Set(['QUOTA']));
  assert.equal(injections.length, 9);
});

test('QUOTA: what is renamed over a file gives back its room', { skip }, (context) => {
  runSteps(context, '$/d:write:QUOTA:1000', [
    ['mkdir $/d', 0],
    ['create a $/d/a', 0],
    ['create b $/d/b', 0],
    ['write a 500', 500],
    ['write b 500', 500],
    ['write b 1', '-ENOSPC'],
    ['rename $/d/a $/d/b', 0],
    ['write a 500', 500],
    ['write a 1', '-ENOSPC'],
  ]);
});

test('QUOTA: a call that finds the disk full leaves other effects to other calls', { skip }, (context) => {
  const { injections } = runSteps(context, '$/d:QUOTA:0\n$:write:TORN@times=1', [
    ['mkdir $/d', 0],
    ['create a $/d/a', 0],
    ['write a 64', '-ENOSPC'],
    ['writev a 32 32', '-ENOSPC'],
    ['dprintf a 64', '-ENOSPC'],
    ['fopen $/d/s w', 0],
    ['fwrite 1 64', 0],
    ['fputs x', '-ENOSPC'],
    ['create b $/b', 0],
    ['write b 64'],
    ['write b 64', 64],
  ]);
  assert.deepEqual(
    injections.map(({ effect }) => effect),
    [...Array(5).fill('QUOTA'), 'TORN'],
  );
});

test('QUOTA: streams find the disk full', { skip }, (context) => {
  runSteps(context, '$/d:QUOTA:1000', [
    ['mkdir $/d', 0],
    ['fopen $/d/a w', 0],
    ['fwrite 1 900', 900],
    ['fflush', 0],
    ['fwrite 1 200', 100],
    ['ferror', 1],
    ['clearerr', 0],
    ['fflush', 0],
    ['fwrite 1 10', 0],
    ['clearerr', 0],
    ['fputs x', '-ENOSPC'],
    ['unlink $/d/a', 0],
    ['clearerr', 0],
    ['fputs x', 0],
  ]);
});

test('QUOTA: who flushes all streams learns that some output found no room, once', { skip }, (context) => {
  runSteps(context, '$/d:QUOTA:1000', [
    ['fflushall', 0],
    ['mkdir $/d', 0],
    ['fopen $/d/a w', 0],
    ['fwrite 1 900', 900],
    ['fflushall', 0],
    ['fwrite 1 200', 100],
    ['fflushall', '-ENOSPC'],
    ['fflushall', 0],
    ['fputs x', '-ENOSPC'],
    ['unlink $/d/a', 0],
    ['fputs x', 0],
    ['fflushall', '-ENOSPC'],
    ['fflushall', 0],
  ]);
});

test('QUOTA: a rename that removes nothing gives nothing back, and nothing needs no room', { skip }, (context) => {
  runSteps(context, '$/d:QUOTA:10000', [
    ['mkdir $/d', 0],
    ['create a $/d/a', 0],
    ['write a 8000', 8000],
    ['rename $/d/a $/d/a', 0],
    ['create b $/d/b', 0],
    ['write b 8000', 2000],
    ['pwrite b 0 20000', 0],
    ['pwrite b 1 20000', '-ENOSPC'],
  ]);
});

for (const [which, toolchain] of Object.entries({ built: usual, shipped }))
  test(`QUOTA: what is renamed to a new name is not taken for what a rename met before: as ${which}`, {
    skip: toolchain.missing,
  }, (context) => {
    const steps = [
      ['mkdir $/d', 0],
      ['create a $/d/a', 0],
      ['write a 8000', 8000],
      ['rename $/d/nothing $/d/a $/d/a $/a', 0],
      ['create b $/d/b', 0],
      ['write b 8000', 8000],
      ['rename $/d/nothing $/a $/a $/d/a', '-ENOSPC'],
    ] as const;
    runSteps(context, '$/d:QUOTA:10000', steps, { toolchain });
  });

test('QUOTA: what is renamed takes its room along', { skip }, (context) => {
  runSteps(context, '$/d:QUOTA:1000\n$/e:QUOTA:1000', [
    ...['$/d', '$/e', '$/d/f'].map((path) => [`mkdir ${path}`, 0] as const),
    ['create a $/d/a', 0],
    ['create b $/e/b', 0],
    ['create o $/o', 0],
    ['write a 600', 600],
    ['write b 700', 700],
    ['write o 400', 400],
    ['rename $/d/a $/d/f/a', 0],
    ['rename $/d/f/a $/d/a', 0],
    ['rename $/o $/d/o', 0],
    ['write o 1', '-ENOSPC'],
    ['rename $/d/o $/o', 0],
    ['rename $/d/nothing $/o', '-ENOENT'],
    ['link $/o $/d/o', 0],
    ['rename $/d/o $/d/p', 0],
    ['rename $/d/a $/e/a', '-ENOSPC'],
    ['ftruncate b 400', 0],
    ['rename $/d/a $/e/a', 0],
    ['write b 1', '-ENOSPC'],
    ['create c $/d/c', 0],
    ['write c 1001', 1000],
    ['rename $/d/c $/e/a', '-ENOSPC'],
    ['rename $/e/a $/d/c', 0],
    ['write a 401', 400],
    ['pwrite b 601 400', 600],
  ]);
});

test('QUOTA: what waits in a stream has its room, and no more than there is can wait', { skip }, (context) => {
  const { work } = runSteps(context, '$/d:QUOTA:1000', [
    ['mkdir $/d', 0],
    ['fopen $/d/a w', 0],
    ['fwrite 1 600', 600],
    ['fputs 123456', 0],
    ['fprintf 94', 94],
    ['create b $/d/b', 0],
    ['write b 301', 300],
    ['fputs x', '-ENOSPC'],
    ['fprintf 1', '-ENOSPC'],
    ['ftruncate b 200', 0],
    ['fprintf 101', '-ENOSPC'],
    ['fprintf 99', 99],
    ['fputs xy', '-ENOSPC'],
    ['fputs x', 0],
    ['fwrite 1 1', 0],
    ['fclose', 0],
    ['write b 1', '-ENOSPC'],
    ['fopen $/d/a r+', 0],
    ['fwrite 1 100', 100],
    ['fclose', 0],
    ['ftruncate b 100', 0],
    ['create c $/d/c', 0],
    ['dprintf c 50', 50],
    ['dprintf c 51', '-ENOSPC'],
    ['dprintf c 49', 49],
    ['dprintf c 2', '-ENOSPC'],
    ['dprintf c 1', 1],
    ['dprintf c 1', '-ENOSPC'],
  ]);
  assert.equal(statSync(join(work, 'd/a')).size, 800);
});

test('QUOTA: bytes that are put into a stream without a call are told when it is full or flushed', {
  skip,
}, (context) => {
  runSteps(context, '$/d:QUOTA:10000', [
    ['mkdir $/d', 0],
    ['fopen $/d/a w', 0],
    ['fill 1000', 1000],
    ['fflush', 0],
    ['create b $/d/b', 0],
    ['write b 9001', 9000],
    ['ftruncate b 3000', 0],
    ['fill 20000', '-ENOSPC'],
  ]);
});

test('QUOTA: files that were there before take no room, and give back no more than is in use', { skip }, (context) => {
  runSteps(
    context,
    '$/old:QUOTA:100\n$/new:QUOTA:100',
    [
      ['open a $/old', 0],
      ['pwrite a 5000', 5000],
      ['pwrite a 101 5000', 100],
      ['unlink $/old', 0],
      ['create b $/old', 0],
      ['write b 200', 100],
      ['create c $/new', 0],
      ['write c 200', 100],
    ],
    { prepare: ({ work }) => writeFileSync(join(work, 'old'), 'x'.repeat(5000)) },
  );
});

test('QUOTA: the processes of a run share the disk', { skip }, (context) => {
  const script = 'for i in 1 2 3 4 5; do dd if=/dev/zero of=d/$i bs=300 count=1 2>/dev/null || echo full; done';
  const { work, lines } = runToAnyEnd(context, 'sh', {
    rules: '$/d:QUOTA:1000',
    program: '/bin/sh',
    args: ['-c', `mkdir d; ${script}`],
  });
  const sizes = [1, 2, 3, 4, 5].map((name) => statSync(join(work, 'd', String(name))).size);
  assert.deepEqual(sizes, [300, 300, 300, 100, 0]);
  assert.deepEqual(lines, ['full', 'full']);
});

for (const [what, output] of [
  ['a file each', 'of=d/$i'],
  ['one log', 'of=d/log oflag=append conv=notrunc'],
] as const)
  test(`QUOTA: processes that write ${what} at once fill the disk and no more, however often`, { skip }, (context) => {
    const writers = `(for i in 1 2 3 4 5 6; do dd if=/dev/zero ${output} bs=200000 2>/dev/null & done; wait)`;
    const { lines } = runToAnyEnd(context, 'sh', {
      rules: '$/d:QUOTA:1000001',
      program: '/bin/sh',
      args: ['-c', `mkdir d; for round in 1 2 3 4 5 6 7 8; do ${writers}; cat d/* | wc -c; rm d/*; done`],
    });
    assert.deepEqual(lines, Array(8).fill('1000001'));
  });

test('QUOTA: what programs leave in their streams when they end has taken its room', { skip }, (context) => {
  const script = 'for i in 1 2 3 4; do seq -w 1 100 >d/$i 2>/dev/null || echo full; done';
  const { work, lines } = runToAnyEnd(context, 'sh', {
    rules: '$/d:QUOTA:1000',
    program: '/bin/sh',
    args: ['-c', `mkdir d; ${script}`],
  });
  const sizes = [1, 2, 3, 4].map((name) => statSync(join(work, 'd', String(name))).size);
  assert.deepEqual(sizes, [400, 400, 200, 0]);
  assert.deepEqual(lines, ['full', 'full']);
});

test('QUOTA: calls of operations that the rule does not name take room and give it back, and are none that match', {
  skip,
}, (context) => {
  for (const [policy, steps, counts] of [
    ['id=q', [], { matched: 0, injected: 0 }],
    ['id=q', [['rename $/o $/d/o', '-ENOSPC']], { matched: 1, injected: 1 }],
    [
      'id=q,after=1,times=2',
      [
        ['pwrite a 600', 600],
        ['pwrite a 1001 600', 1000],
        ['ftruncate a 700', 0],
        ['rename $/d/a $/d/b', 0],
        ['pwrite a 1000 700', 900],
        ['unlink $/d/b', 0],
      ],
      { matched: 3, injected: 2 },
    ],
  ] as const)
    assert.deepEqual(
      countsOf(
        runSteps(context, `$/d:pwrite:QUOTA:1000@${policy}`, [
          ['mkdir $/d', 0],
          ['create o $/o', 0],
          ['write o 2000', 2000],
          ['create a $/d/a', 0],
          ['create b $/d/b', 0],
          ['unlink $/d/b', 0],
          ...steps,
        ]),
        'q',
      ),
      counts,
    );
});

const FAR = '9000000000000000000';

for (const call of ['copy_file_range', 'sendfile'])
  test(`QUOTA: ${call} of more than there is meets the full disk only where the room is what ends it`, {
    skip,
  }, (context) => {
    for (const [steps, injected] of [
      [[], 0],
      [[[`${call} a b ${FAR}`, 40000]], 1],
      [
        [
          [`${call} a b ${FAR}`, 40000],
          [`${call} a b ${FAR}`, '-ENOSPC'],
        ],
        2,
      ],
    ] as const) {
      const result = runSteps(context, '$/d:QUOTA:100000@id=q', [
        ['mkdir $/d', 0],
        ['create a $/a', 0],
        ['write a 60000', 60000],
        ['create b $/d/b', 0],
        [`${call} a b ${FAR}`, 60000],
        ...steps,
      ]);
      assert.equal(countsOf(result, 'q').injected, injected);
    }
  });

test('QUOTA: what is written at an offset to a file that is appended to takes its room', { skip }, (context) => {
  runSteps(context, '$/d:QUOTA:1000', [
    ['mkdir $/d', 0],
    ['append a $/d/a', 0],
    ['pwrite a 600 0', 600],
    ['pwrite a 600 0', 400],
    ['pwrite a 600 0', '-ENOSPC'],
  ]);
});

/** Skips the test, and says so, where the file system does not know what the step asks for. */
function knows(context: TestContext, step: string): boolean {
  const { lines } = runSteps(context, '', [['create a $/a'], ['write a 65536'], ['close a'], ['direct a $/a'], [step]]);
  const known = lines.at(-1)?.endsWith(' 0') === true && lines.includes('direct 0');
  if (!known) context.skip(`this file system says ${lines.at(-1)}`);
  return known;
}

test('QUOTA: what goes past the page cache is written in whole blocks', { skip }, (context) => {
  if (!knows(context, 'fsync a')) return;
  const result = runSteps(context, '$/d:QUOTA:10001@id=q', [
    ['mkdir $/d', 0],
    ['direct a $/d/a', 0],
    ['pwrite a 4096', 4096],
    ['pwrite a 16384 4096', 4096],
    ['pwrite a 4096 8192', '-ENOSPC'],
    ['ftruncate a 0', 0],
    ['writev a 4096 4096 4096', 8192],
    ['writev a 4096', '-ENOSPC'],
  ]);
  assert.equal(countsOf(result, 'q').injected, 4);
});

test('QUOTA: what fallocate inserts, zeroes or takes out changes the length', { skip }, (context) => {
  const start: Steps = [
    ['mkdir $/d', 0],
    ['append a $/d/a', 0],
    ['write a 65536', 65536],
    ['fallocate a 16 0 150001', '-ENOSPC'],
    ['fallocate a 32 0 86016', '-ENOSPC'],
    ['fallocate a 17 0 150001'],
  ];
  runSteps(context, '$/d:QUOTA:150000', start);
  if (!knows(context, 'fallocate a 8 0 4096')) return;
  runSteps(context, '$/d:QUOTA:150000', [
    ...start,
    ['fallocate a 8 0 61440', 0],
    ['write a 65536', 65536],
    ['write a 65536', 65536],
    ['fallocate a 16 0 139264', 0],
    ['fallocate a 32 4096 4096', 0],
    ['write a 65536', 6640],
  ]);
});

/** What the steps say under the rules is what they say without; returns what was injected. */
function sparesAll(context: TestContext, rules: string, steps: string[]) {
  const [bare, spared] = ['', rules].map((text) =>
    runSteps(
      context,
      text,
      steps.map((step) => [step]),
    ),
  );
  assert.deepEqual(spared?.lines, bare?.lines);
  return spared?.injections;
}

test('QUOTA: what the kernel refuses for its length stays refused', { skip }, (context) => {
  const [half, more, most] = ['-9223372036854775808', '-1', `${2 ** 62}`];
  const steps = ['mkdir $/d', 'create a $/d/a', 'write a 100', `sendfile a a ${half}`, `sendfile a a ${more}`];
  for (const length of [half, more, most])
    steps.push(`write a ${length}`, `pwrite a ${length} 50`, `writev a 50 ${length}`, `pwritev a 50 ${length}`);
  steps.push(`writev a ${half} ${half}`, `writev a 50 ${more} 200`, 'pwrite a 100 -2');
  for (const quota of ['10GiB', '200', '100']) assert.deepEqual(sparesAll(context, `$/d:QUOTA:${quota}`, steps), []);
});

test('QUOTA: a full disk is nothing to calls that make no file longer', { skip }, (context) => {
  const full = ['mkdir $/d', 'mkdir $/d/sub', 'create a $/d/a', 'write a 1000', 'readonly r $/d/a', 'openpath p $/d/a'];
  const spared = [
    'truncate $/d/none 5000',
    'truncate $/d/sub 5000',
    'truncate $/d/a/none 5000',
    'truncate $/d/a -1',
    'ftruncate r 5000',
    'ftruncate p 5000',
    'ftruncate 77 5000',
    'fallocate r 0 0 5000',
    'fallocate a 0 -1 5000',
    'fallocate a 0 0 -1',
    'fallocate a 0 1000 9223372036854775807',
    'fallocate a 8 0 5000',
    'fallocate a 3840 0 5000',
    'posix_fallocate r 0 5000',
    'posix_fallocate a 0 -1',
    'write r 5000',
    'pwrite r 5000',
    'fdopen a w',
  ];
  assert.deepEqual(sparesAll(context, '$/d:QUOTA:1000', [...full, ...spared]), []);
  const { injections } = runSteps(context, '$/d:QUOTA:1000@times=4', [
    ...[...full, ...spared].map((step) => [step] as const),
    ['truncate $/d/a 1001', '-ENOSPC'],
    ['rawcopy r a 10', '-ENOSPC'],
    ['truncate $/d/a 500', 0],
    ['pwrite a 1000 500', 500],
    ['posix_fallocate a 0 1001', 28],
  ]);
  assert.equal(injections.length, 4);
});

test('QUOTA: an exception is on no disk, whichever operation it names', { skip }, (context) => {
  const result = runSteps(context, '$/d:QUOTA:100@id=q\n$/d/free:pwrite:QUOTA:10@p=0,id=free', [
    ['mkdir $/d', 0],
    ['mkdir $/d/free', 0],
    ['create a $/d/free/a', 0],
    ['write a 5000', 5000],
    ['pwrite a 5000', 5000],
    ['truncate $/d/free/a 9000', 0],
    ['posix_fallocate a 0 20000', 0],
    ['fopen $/d/free/s w', 0],
    ['fwrite 1 500', 500],
    ['create b $/d/b', 0],
    ['write b 101', 100],
    ['rename $/d/b $/d/free/b', 0],
    ['create c $/d/c', 0],
    ['write c 100', 100],
    ['rename $/d/free/b $/d/b', '-ENOSPC'],
  ]);
  assert.deepEqual(countsOf(result, 'free'), { matched: 1, injected: 0 });
  assert.equal(countsOf(result, 'q').injected, 2);
});

test('QUOTA: without a run, too, each rule has a disk of its own', { skip }, (context) => {
  const at = place(context);
  const rules = Array.from({ length: 20 }, (_, i) => `${at.work}/f${i}:write:QUOTA:100@id=r${i}`);
  writeFileSync(join(at.run, 'io.conf'), `${rules.join('\n')}\n`);
  const args = rules.flatMap((_, i) => [`create f f${i}`, 'write f 60']);
  const { lines } = start(at, 'steps', { args, environment: { CHAOS_CONFIG_DIR: at.run } });
  assert.deepEqual(
    lines,
    rules.flatMap(() => ['create 0', 'write 60']),
  );
});
