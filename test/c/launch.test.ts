import assert from 'node:assert/strict';
import { closeSync, copyFileSync, openSync, realpathSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { libraries as allLibraries, probeProgram, unemulated, usual } from './build.ts';
import { errno, type Place, place, run, start, type Trial } from './probe.ts';

const skip = usual.missing;
const ORDER = 'turns the order of variables round, and drops those without a value';

function skipOf(how: string): string | undefined {
  return /fexecve|execveat/.test(how) ? unemulated('has no execveat') : skip;
}
const EPERM = 'kill:EPERM@exe=launch,after=0,id=it';

/** Sets the flag by which programs do not get the run's environment back (docs/telemetry.md, control). */
function doNotFollow(at: Place): void {
  const file = openSync(join(at.run, 'control'), 'r+');
  writeSync(file, Buffer.from([1]), 0, 1, 40);
  closeSync(file);
}

/** Starts the probe's own program anew in a way, with exactly these variables. */
function launch(context: TestContext, how: string, variables: string[] = [], trial: Trial = {}) {
  return run(context, 'launch', {
    libraries: ['process'],
    rules: EPERM,
    args: [how, ...variables],
    ...trial,
    environment: { PATH: `${dirname(probeProgram('launch'))}:/usr/bin:/bin`, ...trial.environment },
  });
}

const replacing = ['execve', 'execv', 'execvp', 'execvpe', 'execl', 'execlp', 'execle', 'fexecve'];
if (usual.libc === 'glibc') replacing.push('execveat', 'execveat-descriptor');
const ways = [
  ...replacing,
  ...replacing.map((how) => `vfork-${how}`),
  ...['here-execve', 'posix_spawn', 'posix_spawnp'],
  // The shell here is a program of glibc.
  ...(usual.libc === 'glibc' ? ['system', 'popen'] : []),
];

for (const how of ways)
  test(`${how}: a program that gets an empty environment is covered, and finds its environment empty`, {
    skip: skipOf(how),
  }, (context) => {
    const { lines, telemetry } = launch(context, how);
    // A shell adds variables of its own.
    const shown = ['system', 'popen'].includes(how) ? /^show( PWD=\S+| OLDPWD=\S+| SHLVL=\S+| _=\S+)*$/ : /^show$/;
    assert.match(lines[0] ?? '', shown);
    assert.deepEqual(lines.slice(1), how.startsWith('here') ? ['kill 1'] : ['kill 1', 'back 1']);
    const uncovered = telemetry.programs.filter(({ cover }) => cover !== 'covered');
    assert.deepEqual(uncovered, []);
  });

for (const how of ways)
  test(`${how}: where the run does not follow, the program gets what it was given, and that is recorded`, {
    skip: skipOf(how),
  }, (context) => {
    const { lines, telemetry } = launch(context, how, [], { prepare: doNotFollow });
    assert.deepEqual(lines.slice(1), how.startsWith('here') ? ['kill 0'] : ['kill 0', 'back 1']);
    assert.doesNotMatch(lines[0] ?? '', /CHAOS|LD_PRELOAD/);
    assert.equal(telemetry.programs.at(-1)?.cover, 'environment');
  });

for (const how of ways)
  test(`${how}: without a run nothing is given back`, { skip: skipOf(how) }, (context) => {
    const at = place(context);
    const path = `${dirname(probeProgram('launch'))}:/usr/bin:/bin`;
    const trial = { libraries: ['process'], environment: { CHAOS_CONFIG_DIR: at.run, PATH: path } };
    const { lines, stderr } = start(at, 'launch', { ...trial, args: [how, 'A=1'] });
    assert.match(lines[0] ?? '', /^show( PWD=\S+)? A=1|^show A=1( PWD=\S+)?/, stderr);
    assert.doesNotMatch(lines[0] ?? '', /CHAOS|PRELOAD/);
    assert.deepEqual(lines.slice(1), how.startsWith('here') ? ['kill 0'] : ['kill 0', 'back 0']);
  });

test('variables of the program stay as they are, in their order', { skip: unemulated(ORDER) }, (context) => {
  const variables = ['A=1', 'LD_LIBRARY_PATH=/x', 'LD_PRELOADED=y', 'CHAOS_CONFIG=z', 'A=2', 'B'];
  assert.deepEqual(launch(context, 'execve', variables).lines, [`show ${variables.join(' ')}`, 'kill 1', 'back 1']);
});

test('many variables are passed on as they are', { skip: unemulated(ORDER) }, (context) => {
  for (const length of [400, 1020, 1021, 2000]) {
    const variables = Array.from({ length }, (_, i) => `${i % 10}`);
    for (const how of ['execve', 'vfork-execve', 'posix_spawn', 'fexecve'])
      assert.deepEqual(launch(context, how, variables).lines, [`show ${variables.join(' ')}`, 'kill 1', 'back 1']);
  }
});

test('what the program preloads itself stays, behind the libraries and sanitizers before them', {
  skip: unemulated(ORDER),
}, (context) => {
  const object = usual.object('process');
  const directory = place(context).work;
  const [own = '', sanitizer = ''] = ['own.so', 'libtsan.so.2'].map((name) => join(directory, name));
  for (const copy of [own, sanitizer]) copyFileSync(usual.object('io'), copy);
  for (const [given, found] of [
    [own, `${object}:${own}`],
    [`${own} ${sanitizer}`, `${sanitizer}:${object}:${own}`],
    [`${own}:${object}`, `${own}:${object}`],
    ['', object],
  ]) {
    const { lines } = launch(context, 'posix_spawn', [`LD_PRELOAD=${given}`, 'A=1']);
    const order = given === found ? `LD_PRELOAD=${found} A=1` : `A=1 LD_PRELOAD=${found}`;
    assert.equal(lines[0], `show ${order}`);
  }
});

test('of several LD_PRELOAD it is that which the libc takes', { skip: unemulated(ORDER) }, (context) => {
  const object = usual.object('process');
  const own = join(place(context).work, 'own.so');
  copyFileSync(usual.object('io'), own);
  const inOrder = (taken: string, other: string) =>
    [`LD_PRELOAD=${taken}`, 'A=1', `LD_PRELOAD=${other}`][usual.libc === 'glibc' ? 'toReversed' : 'slice']();
  for (const [taken, other, found] of [
    ['', object, `A=1 LD_PRELOAD=${object}`],
    [own, '', `A=1 LD_PRELOAD=${object}:${own}`],
    [object, '', inOrder(object, '').join(' ')],
  ] as const) {
    const { lines } = launch(context, 'execve', inOrder(taken, other));
    assert.equal(lines[0], `show ${found}`);
  }
  const { lines } = launch(context, 'twice', inOrder(object, ''));
  assert.deepEqual(lines, ['show', 'kill 1', 'back 1'], 'the one started knows what it was started with');
});

test('what does not fit is left as it is', { skip }, (context) => {
  const value = `LD_PRELOAD=/${'long'.repeat(250)}.so`;
  const { lines, telemetry } = launch(context, 'execve', [value]);
  assert.deepEqual(lines, [`show ${value.slice(0, 300)}`, 'kill 0', 'back 1']);
  assert.equal(telemetry.programs[0]?.cover, 'environment');
});

for (const how of ['system', 'popen'])
  test(`${how}: a command that is too long to be quoted is left as it is, and that is recorded`, {
    skip: skip ?? (usual.libc === 'glibc' ? undefined : 'the shell here is a program of glibc'),
  }, (context) => {
    const { lines, telemetry } = launch(context, `${how}-long`);
    assert.deepEqual(lines.slice(1), ['kill 0', 'back 1']);
    const covers = telemetry.programs.map(({ path, cover }) => `${basename(path)} ${cover}`);
    assert.deepEqual(covers, [`${basename(realpathSync('/bin/sh'))} environment`]);
  });

test('system: the shell of a command that the kernel refuses is none that was started', {
  skip: skip ?? (usual.libc === 'glibc' ? undefined : 'the shell here is a program of glibc'),
}, (context) => {
  assert.deepEqual(launch(context, 'system-endless').telemetry.programs, []);
});

test('an environment that nobody can read is refused as ever', { skip: unemulated('reads it itself') }, (context) => {
  const refused = ['execve', 'fexecve', 'posix_spawn'].map((how) => `${how} ${errno('EFAULT')}`);
  const { lines, telemetry } = launch(context, 'wild');
  assert.deepEqual(lines, [...refused, ...refused]);
  assert.deepEqual(telemetry.programs, []);
});

test('a crash handler with little stack may start programs', { skip }, (context) => {
  // The libc's own functions need more on musl.
  const args = [...(usual.libc === 'glibc' ? ['spawn', 'path', 'list'] : []), 'fork', 'f0', 'vfork', 'v0'];
  const environment = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`VARIABLE_${i}`, 'value']));
  for (const [rules, libraries] of [
    ['*:EIO@exe=nobody', ['process']],
    ['*:EIO@exe=nobody', allLibraries],
    ['execve:LATENCY:1us\nposix_spawn:LATENCY:1us', allLibraries],
  ] as const) {
    const trial = { libraries: [...libraries], rules: { process: rules }, args, environment };
    const { lines, telemetry } = run(context, 'crash', trial);
    assert.deepEqual(
      lines,
      args.map((how) => `${how} 7`),
    );
    assert.deepEqual(
      telemetry.programs.map(({ cover }) => cover),
      args.map(() => 'covered'),
    );
  }
});

test('fexecve without a list of arguments or of variables does what the libc does', {
  skip: unemulated('has no execveat'),
}, (context) => {
  const { lines, telemetry } = launch(context, 'without');
  const bare = start(place(context), 'launch', { bare: true, args: ['without'] });
  assert.deepEqual(
    lines.filter((line) => !line.startsWith('kill')),
    bare.lines.filter((line) => !line.startsWith('kill')),
  );
  assert.equal(telemetry.programs.length, usual.libc === 'glibc' ? 0 : 2);
});
