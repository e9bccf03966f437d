import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { glibc, libraries, musl, probeProgram, root, type Toolchain, unemulated } from './build.ts';
import { countsOf, errno, fill, place, recorded, run, start } from './probe.ts';
import { runSteps } from './steps.ts';
import { noStrace, straced } from './strace.ts';

const skip = glibc.missing;

for (const toolchain of [glibc, musl])
  for (const environment of [{}, { LD_BIND_NOW: '1' }] as Record<string, string>[])
    for (const side of ['before', 'behind'] as const)
      test(`${toolchain.libc}: a constructor ${side} ours may call everything ${JSON.stringify(environment)}`, {
        skip: toolchain.missing,
      }, (context) => {
        const early = probeProgram('early', toolchain, ['-shared', '-fPIC']);
        const trial = { [side]: [early], toolchain, environment, args: ['create a x', 'fsync a'] };
        assert.deepEqual(run(context, 'steps', { ...trial, rules: '/nowhere:EIO' }).lines, [
          'early 4 4 0',
          'create 0',
          'fsync 0',
        ]);
        const faulty = run(context, 'steps', { ...trial, rules: '$/early:fsync:EIO\n$/x:fsync:EIO' });
        assert.deepEqual(faulty.lines, ['early 4 4 -1', 'create 0', 'fsync -EIO']);
        assert.deepEqual(
          faulty.injections.map(({ site }) => site?.module),
          [early, probeProgram('steps', toolchain)],
        );
      });

test('threads that all make their first calls before the library is ready meet the rules', { skip }, (context) => {
  const crowd = probeProgram('early_crowd', glibc, ['-shared', '-fPIC']);
  const trial = { behind: [crowd], args: ['fsync a'], rules: '$/early_crowd:fsync:EIO@id=x' };
  for (let i = 0; i < 20; i++) {
    const result = run(context, 'steps', trial);
    assert.equal(result.lines[0], 'passed 0');
    assert.deepEqual(countsOf(result, 'x'), { matched: 8 * 20, injected: 8 * 20 });
  }
});

test('a program without threads may load what has them', { skip }, (context) => {
  const late = probeProgram('late', glibc, ['-shared', '-fPIC', '-lrt', '-lutil']);
  const works = {
    program: '/bin/bash',
    args: ['-c', `enable -f ${late} late; true`],
    rules: { time: '*:OFFSET:1h', process: '*:LATENCY:1h@p=0' },
  };
  const lines = [
    'pthread_create 0',
    'pthread_kill 0',
    `sem_timedwait ${errno('ETIMEDOUT')}`,
    'timer_create 0',
    'forkpty 1',
  ];
  assert.deepEqual(run(context, 'late', works).lines, lines);
});

test('an object that is bound past the libraries is found from where its caller stands, and told of', {
  skip,
}, (context) => {
  const object = probeProgram('late', glibc, ['-shared', '-fPIC', '-lrt', '-lutil']);
  const trial = { libraries: ['process'], rules: 'kill:EPERM' };
  const past = probeProgram('past', glibc, [`-Wl,-rpath,${dirname(object)}`]);
  const args = [basename(object), '/nowhere/plugin.so', '', object];
  const { lines, telemetry } = run(context, 'past', { ...trial, program: past, args });
  assert.deepEqual(
    lines.filter((line) => /^[01]$/.test(line)),
    ['1', '0', '1', '1'],
  );
  assert.deepEqual(
    telemetry.programs.map(({ path, cover }) => [path, cover]),
    [
      [basename(object), 'bound-past'],
      [object, 'bound-past'],
    ],
  );
});

/** What an object of the other libc may do: work, or nothing. Never stop the program. */
function crosses(context: TestContext, toolchain: Toolchain, object: string): void {
  const at = place(context);
  fill(at, '$/x:fsync:EIO');
  const result = start(at, 'steps', {
    toolchain,
    bare: true,
    before: [object],
    args: ['create a x', 'write a 10', 'fsync a', 'fopen y w', 'fputs text', 'fclose'],
    environment: { CHAOS_CONFIG_DIR: at.run },
  });
  assert.deepEqual([result.status, result.signal], [0, null], result.stderr);
  assert.deepEqual(
    result.lines.map((line) => line.replace('fsync -EIO', 'fsync 0')),
    ['create 0', 'write 10', 'fsync 0', 'fopen 0', 'fputs 0', 'fclose 0'],
  );
  assert.equal(readFileSync(join(at.work, 'y'), 'utf8'), 'text');
}

const shipped = (cell: string) => join(root, `dist/lib/libchaos-io-${cell}.so`);

for (const [toolchain, other] of [
  [musl, glibc],
  [glibc, musl],
] as const)
  test(`a ${other.libc} object in a ${toolchain.libc} program does not stop it`, {
    skip: toolchain.missing ?? other.missing,
  }, (context) => {
    crosses(context, toolchain, other.object('io'));
    const object = shipped(`${other.libc}-amd64`);
    if (existsSync(object)) crosses(context, toolchain, object);
    else context.diagnostic(`${object} is not there: tried with a fresh build alone`);
  });

test('with rules io_uring is refused as by a kernel without it, and other system calls pass unchanged', {
  skip,
}, (context) => {
  for (const toolchain of [glibc, musl].filter(({ missing }) => !missing)) {
    const bare = start(place(context), 'rawcalls', { toolchain, bare: true });
    assert.equal(bare.status, 0, bare.lines.join('\n'));
    assert.ok(bare.lines.includes(`unknown failed ${errno('ENOSYS')}`), bare.lines.join('\n'));
    const uring = (lines: string[]) =>
      lines.map((line) => (line.startsWith('io_uring_setup') ? 'io_uring_setup' : line));
    const faulty = run(context, 'rawcalls', { toolchain, rules: '/nowhere:fsync:EIO' });
    assert.deepEqual(uring(faulty.lines), uring(bare.lines));
    assert.ok(faulty.lines.includes(`io_uring_setup failed ${errno('ENOSYS')}`));
    for (const rules of [undefined, '# none', '/nowhere:EIO@exe=somebody-else'])
      assert.deepEqual(run(context, 'rawcalls', { toolchain, ...(rules && { rules }) }).lines, bare.lines);
  }
});

test('without rules what a program may not read is for the kernel to refuse', {
  skip: skip ?? unemulated('lets each call look for rules'),
}, (context) => {
  for (const toolchain of [glibc, musl].filter(({ missing }) => !missing)) {
    const bare = start(place(context), 'unreadable', { toolchain, bare: true });
    assert.ok(bare.lines.length >= 20 && bare.lines.every((line) => / -1 \d+$| 0 /.test(line)), bare.lines.join('\n'));
    const rules = Object.fromEntries(libraries.map((library) => [library, '# none']));
    assert.deepEqual(run(context, 'unreadable', { toolchain, rules }).lines, bare.lines);
    assert.deepEqual(start(place(context), 'unreadable', { toolchain, libraries: [...libraries] }).lines, bare.lines);
  }
});

test('a program that closes all descriptors from 3 on still has its faults, and they are recorded', {
  skip,
}, (context) => {
  const { injections, lines } = run(context, 'steps', {
    rules: '$/x:fsync:EIO',
    args: ['create a x', 'fsync a', 'close_range 3', 'fsync a', 'create b x', 'fsync b', 'descriptors'],
  });
  assert.deepEqual(lines, [
    'create 0',
    'fsync -EIO',
    'close_range 0',
    'fsync -EBADF',
    'create 0',
    'fsync -EIO',
    'descriptors 4',
  ]);
  assert.equal(injections.length, 2);
});

test('no descriptor is left open, with and without faults', { skip }, (context) => {
  const steps = ['create a x', 'fsync a', 'write a 10', 'pread a 4', 'stat x', 'mkdir d', 'rename x y', 'close a'];
  const args = [...steps, ...steps, 'descriptors'];
  const bare = start(place(context), 'steps', { args, bare: true });
  assert.match(bare.lines.at(-1) ?? '', /^descriptors \d+$/);
  for (const rules of ['# none', '/nowhere:EIO', '$:EIO@0.5', '$:LATENCY:1ms\n$:CORRUPT\n$:TORN', 'a mistake'])
    assert.equal(run(context, 'steps', { rules, args }).lines.at(-1), bare.lines.at(-1), rules);
});

test('without a descriptor to spare faults still happen, and are counted', { skip }, (context) => {
  const { injections, process } = runSteps(context, '$/x:fsync:EIO\n$/x:write:TORN', [
    ['create a $/x', 0],
    ['limit 3', 0],
    ['open b $/x', '-EMFILE'],
    ['repeat 3 fsync a', '-EIO'],
    ['write a 100'],
    ['stat $/x', 0],
    ['fsync 77', '-EBADF'],
  ]);
  assert.deepEqual(
    injections.map(({ effect }) => effect),
    ['ERRNO', 'ERRNO', 'ERRNO', 'TORN'],
  );
  assert.equal(process.calls.get('fsync'), 4);
});

test('a process that begins without a descriptor to spare runs', { skip }, (context) => {
  const at = place(context);
  fill(at, '$/x:fsync:EIO');
  const result = start(at, 'sh', {
    program: '/bin/sh',
    args: ['-c', `ulimit -n 4; exec "${probeProgram('steps')}" "create a x" "fsync a" "stat x"`],
    environment: { CHAOS_CONFIG_DIR: at.run },
  });
  assert.deepEqual([result.status, result.lines], [0, ['create 0', 'fsync -EIO', 'stat 0']]);
});

test('an empty environment is no rules and no harm', { skip }, (context) => {
  const at = place(context);
  const { status, lines } = start(at, 'env', {
    program: '/usr/bin/env',
    args: ['-i', `LD_PRELOAD=${glibc.object('io')}`, probeProgram('steps'), 'create a x', 'fsync a'],
    bare: true,
  });
  assert.deepEqual([status, lines], [0, ['create 0', 'fsync 0']]);
});

test('a call that gets no fault makes no system call of ours', {
  skip: skip ?? noStrace,
}, (context) => {
  const program = probeProgram('loop');
  const callsOf = (rules: string | undefined, asRun = true) => {
    const at = place(context);
    if (asRun) fill(at, rules);
    const calls = straced(at, rules === undefined ? undefined : glibc.object('io'), [program, '10000']);
    if (rules !== undefined && asRun) recorded({ ...at, status: 0, signal: null, lines: [], stderr: '' });
    return calls.length;
  };
  const bare = callsOf(undefined);
  for (const rules of [
    '# none',
    '/nowhere:fsync:EIO',
    '/nowhere:EIO',
    '$:fsync:EIO\n/nowhere:pread:EIO',
    '*:pread:EIO@0',
  ])
    assert.ok(callsOf(rules) - bare < 150, `${rules}: ${callsOf(rules)} system calls, ${bare} without`);
  const timed = callsOf('', false) - bare;
  assert.ok(timed < 1000, `looking for a text every 20 ms: ${timed} system calls`);
});
