import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { libraries as allLibraries, glibc, musl, probeProgram, root, unemulated, usual } from './build.ts';
import { countsOf, errno, fill, place, run, runToAnyEnd, start, type Trial } from './probe.ts';
import { noStrace } from './strace.ts';

const skip = usual.missing;

function tried(context: TestContext, probe: string, rules: string, args: string[] = [], trial: Trial = {}) {
  return run(context, probe, { libraries: ['process'], rules, args, ...trial });
}

/** What calls of a function said: `ok`, or the errno. */
function called(context: TestContext, rules: string, symbol: string, count = 1): string[] {
  const { lines } = tried(context, 'symbol_process', rules, ['.', String(count), symbol]);
  return lines.map((line) => {
    const [word = '', number = ''] = line.split(' ');
    return word === 'ok' ? word : number;
  });
}

const E = (name: string) => String(errno(name));

test('the function is asked before its operation, that before *, and the earlier line wins', { skip }, (context) => {
  const rules = ['*:EIO', 'waitpid:EPERM', 'wait4:ECHILD', 'wait4:EINVAL', '*:kill:EACCES'].join('\n');
  for (const [symbol, expected] of [
    ['wait4', 'ECHILD'],
    ['waitpid', 'EPERM'],
    ['waitid', 'EPERM'],
    ['kill', 'EIO'],
    ['fork', 'EIO'],
    ['posix_spawnp', 'EIO'],
  ] as const)
    assert.deepEqual(called(context, rules, symbol), [E(expected)], symbol);
});

test('a family goes by the name of its head, and posix_spawnp is none of posix_spawn', { skip }, (context) => {
  const rules = 'fork:EAGAIN\nexecve:ENOENT\npthread_create:EAGAIN\nposix_spawn:ENOMEM\n*:pthread_kill:ESRCH';
  for (const [symbol, expected] of [
    ['vfork', E('EAGAIN')],
    ['_Fork', E('EAGAIN')],
    ['thrd_create', E('EAGAIN')],
    ['pthread_kill', E('ESRCH')],
    ['posix_spawn', E('ENOMEM')],
    ['posix_spawnp', 'ok'],
    ['kill', 'ok'],
  ] as const)
    assert.deepEqual(called(context, rules, symbol), [expected], symbol);
  // Its probe makes its child with vfork, which is fork under QEMU.
  if (!usual.emulated) assert.deepEqual(called(context, 'execve:ENOENT', 'execle'), [E('ENOENT')]);
  assert.deepEqual(called(context, 'execve:ENOENT', 'kill'), ['ok']);
});

test('effects of several rules compose, and FAIL_AFTER counts the calls of each operation', { skip }, (context) => {
  const { lines } = tried(context, 'symbol_process', '*:LATENCY:30\nkill:EPERM', ['.', '1', 'kill']);
  assert.match(lines[0] ?? '', new RegExp(`^failed ${E('EPERM')} - [3-9]\\d{4}$`));
  assert.deepEqual(called(context, '*:FAIL_AFTER:EAGAIN,2', 'pthread_create', 4), [
    'ok',
    'ok',
    E('EAGAIN'),
    E('EAGAIN'),
  ]);
});

for (const symbol of ['pthread_create', 'thrd_create', 'pthread_kill'])
  test(`${symbol} never fails with EINTR, which POSIX excludes`, { skip }, (context) => {
    assert.deepEqual(called(context, '*:EINTR', symbol), ['ok']);
  });

test('waits that do not wait are not interrupted: timeout(1) makes such, and takes EINTR for an error', {
  skip: glibc.missing ?? (usual === glibc ? undefined : 'timeout is of glibc'),
}, (context) => {
  const { injections } = run(context, 'timeout', {
    ...{ libraries: ['process'], rules: 'waitpid:EINTR', program: '/usr/bin/timeout', args: ['5', 'sleep', '0.1'] },
  });
  assert.deepEqual(injections, []);
});

test('KILL ends who makes the call', { skip }, (context) => {
  const options = { libraries: ['process'], rules: 'kill:KILL:SIGKILL@nth=2', args: ['.', '3', 'kill'] };
  const { signal, lines, injections } = runToAnyEnd(context, 'symbol_process', options);
  assert.deepEqual([signal, lines.length], ['SIGKILL', 1]);
  assert.deepEqual(
    injections.map(({ effect, value, target }) => [effect, value, target]),
    [['KILL', 9n, 'kill']],
  );
});

test('what a killed process would have met in the same call is no injection', { skip }, (context) => {
  const rules = 'kill:KILL:SIGKILL@nth=2\nkill:EPERM@every=2,id=it';
  const options = { libraries: ['process'], rules, args: ['.', '3', 'kill'] };
  const killed = runToAnyEnd(context, 'symbol_process', options);
  assert.deepEqual([killed.signal, killed.injections.length, countsOf(killed, 'it').injected], ['SIGKILL', 1, 0]);
});

test('rules go by the executable and by the place of the call', { skip }, (context) => {
  const free = 'kill:EPERM@exe=else*,id=it';
  assert.deepEqual(called(context, free, 'kill'), ['ok']);
  const { injections } = tried(context, 'symbol_process', 'kill:EPERM', ['.', '1', 'kill']);
  const site = `symbol_process+0x${injections[0]?.site?.offset.toString(16)}`;
  assert.deepEqual(called(context, `kill:EPERM@site=${hash(site)}`, 'kill'), [E('EPERM')]);
  assert.deepEqual(called(context, 'kill:EPERM@site=1', 'kill'), ['ok']);
});

/** FNV-1a, in hexadecimal. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  return value.toString(16);
}

for (const [rule, where, reason] of [
  ['forq:EAGAIN', '1:1', 'unknown symbol: expected .*; did you mean fork'],
  ['exec:EAGAIN', '1:1', 'unknown symbol: expected'],
  ['fork:EAGAIN\nfork/x:EIO', '2:1', 'this name has no kinds'],
  ['kill:SHORT', '1:6', '.'],
  ['fork:waitpid:EIO', '1:\\d+', '.'],
  ['waitpid:EINTR@2', '1:15', '.'],
] as const)
  test(`the rule text ${JSON.stringify(rule)} is refused at ${where}`, { skip }, (context) => {
    const { stderr, process, lines } = tried(context, 'symbol_process', rule, ['.', '1', 'kill']);
    assert.match(
      stderr,
      new RegExp(`^chaos-process: \\S+/process.conf:${where}: ${reason}[^\\n]*; no faults are injected\\n$`),
    );
    assert.ok(process.rulesInvalid);
    assert.match(lines[0] ?? '', /^ok /);
  });

test('the rules that docs/libraries/process.md shows are rules', { skip }, (context) => {
  const page = readFileSync(join(root, 'docs/libraries/process.md'), 'utf8');
  const examples = [...page.matchAll(/^ {4}(\S.*)$/gm)].map(([, rule = '']) => rule);
  assert.ok(examples.length > 5);
  for (const rule of examples) {
    const { stderr, process } = tried(context, 'symbol_process', rule, ['list']);
    assert.deepEqual([stderr, process.rulesInvalid], ['', false], rule);
  }
});

test('an interrupted wait leaves the child to be waited for', { skip }, (context) => {
  // The probe waits for itself whenever the call fails, and insists on finding the child.
  for (const symbol of ['waitpid', 'wait', 'wait3', 'wait4', 'waitid'])
    assert.deepEqual(called(context, `${symbol}:EINTR@every=2`, symbol, 4), ['ok', E('EINTR'), 'ok', E('EINTR')]);
});

for (const [rules, expected] of [
  ['*:EIO@exe=nobody', 'execve exit 0,execve exit 0,execve exit 0,_exit exit 9,kill exit 0,parent 0,errno exit 0'],
  ['execve:EACCES@nth=2', 'execve exit 0,execve exit 113,execve exit 0,_exit exit 9,kill exit 0,parent 0,errno exit 0'],
  [
    'execve:KILL:SIGKILL@nth=2',
    'execve exit 0,execve signal 9,execve exit 0,_exit exit 9,kill exit 0,parent 0,errno exit 0',
  ],
  ['kill:EPERM@nth=1', 'execve exit 0,execve exit 0,execve exit 0,_exit exit 9,kill exit 1,parent 0,errno exit 0'],
  [
    'kill:KILL:SIGKILL@nth=1',
    'execve exit 0,execve exit 0,execve exit 0,_exit exit 9,kill signal 9,parent 0,errno exit 0',
  ],
  ['fork:LATENCY:1', 'execve exit 0,execve exit 0,execve exit 0,_exit exit 9,kill exit 0,parent 0,errno exit 0'],
] as const)
  for (const libraries of [['process'], ['process', 'io']])
    test(`what a child of vfork does befalls it alone (${rules}, ${libraries.join(' and ')})`, {
      skip: unemulated('makes fork of vfork'),
    }, (context) => {
      const result = tried(context, 'vforked', rules, [], { libraries });
      assert.equal(result.lines.join(','), expected);
      const parents = result.telemetry.processes.filter(({ pid }) => pid === result.process.pid);
      assert.deepEqual(parents.map(({ library }) => library).sort(), [...libraries].sort());
      assert.equal(parents.find(({ library }) => library === 'process')?.calls.get('fork'), 6);
    });

test('handlers of fork run in their order and may make calls, and signals stay blocked', { skip }, (context) => {
  const { lines, telemetry } = tried(context, 'handlers', 'kill:EIO@exe=nobody');
  assert.deepEqual(lines, ['child pc 1 0', 'parent pa 1 0']);
  assert.equal(telemetry.processes.length, 2);
});

test('forks out of a program with busy threads all go well, and are recorded', { skip }, (context) => {
  const { lines, telemetry } = tried(context, 'forks', '*:LATENCY:10us@0.1', [], { libraries: ['process', 'io'] });
  assert.deepEqual(lines, ['100 children ended well']);
  const children = telemetry.processes.filter(({ forked, library }) => forked && library === 'process');
  assert.equal(new Set(children.map(({ key }) => key)).size, 100);
  assert.equal(telemetry.endings.length, 100);
});

for (const libraries of [['process'], allLibraries])
  test(`programs are started from threads with 16 KiB of stack (${libraries.length} libraries)`, {
    skip: skip ?? (usual.libc === 'musl' ? "musl's own functions need more" : undefined),
  }, (context) => {
    const result = run(context, 'narrow', { libraries, rules: { process: 'kill:EPERM@exe=nobody' } });
    assert.deepEqual(result.lines, Array(5).fill('7'));
    assert.deepEqual(new Set(result.telemetry.programs.map(({ cover }) => cover)), new Set(['covered']));
  });

test('a program gets the largest environment that there can be', {
  skip: unemulated('has no execveat, and needs room beside the environment'),
}, (context) => {
  const { lines } = tried(context, 'full', '*:EIO@exe=nobody');
  assert.deepEqual(lines, [
    'execve 0',
    'posix_spawn 0',
    'fexecve 0',
    'execveat 0',
    'shell 1',
    'too much 1',
    'no program 1',
  ]);
});

for (const toolchain of [glibc, musl])
  for (const how of ['waitpid', 'wait', 'wait3', 'wait4', 'waitid', 'system'])
    for (const rules of ['*:EIO@exe=nobody', '*:LATENCY:1us'])
      test(`${toolchain.libc}: a blocked ${how} can be cancelled as without the library, and cleans up (${rules})`, {
        skip: toolchain.missing,
      }, (context) => {
        const at = place(context);
        const bare = start(at, 'waiting', { toolchain, args: [how], bare: true });
        const { lines } = tried(context, 'waiting', rules, [how], { toolchain });
        assert.deepEqual(lines, bare.lines);
        assert.match(lines[0] ?? '', /^cancelled|^returned/);
      });

test('calls that get no fault make no system call more', {
  skip: unemulated('is what strace would see') ?? noStrace,
}, (context) => {
  const count = (symbol: string, preload: boolean, calls: number) => {
    const at = place(context);
    fill(at, { process: '*:EIO@exe=nobody' });
    const environment = preload ? [`LD_PRELOAD=${usual.object('process')}`, `CHAOS_CONFIG_DIR=${at.run}`] : [];
    const summary = join(at.work, 'summary');
    const args = ['-f', '-c', '-o', summary, 'env', ...environment, probeProgram('symbol_process')];
    const { status } = spawnSync('strace', [...args, '.', String(calls), symbol], { cwd: at.work, timeout: 30_000 });
    assert.equal(status, 0);
    const [, , , total] = /^100\.00\s.*\btotal$/m.exec(readFileSync(summary, 'utf8'))?.[0].split(/\s+/) ?? [];
    return Number(total);
  };
  for (const symbol of ['kill', 'killpg', 'pthread_kill', 'vfork', 'waitpid']) {
    const ofTwenty = (preload: boolean) => count(symbol, preload, 30) - count(symbol, preload, 10);
    const [bare, preloaded] = [ofTwenty(false), ofTwenty(true)];
    assert.ok(bare >= 20 && preloaded === bare, `${symbol}: ${preloaded} calls, not ${bare}`);
  }
});
