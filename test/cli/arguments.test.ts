import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { put, scratch } from '../scratch.ts';
import { chaos, chaosWithin, HARMLESS, profileIn } from './chaos.ts';

const CLI = join(import.meta.dirname, '../../src/cli.ts');

function bash(script: string, args: string[], cwd: string) {
  return spawnSync('bash', ['-c', script, ...args], { cwd, encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' });
}

test('each mistake in the arguments is one line that says what to write', async (context) => {
  const directory = scratch(context);
  const profile = profileIn(directory);
  const file = put(join(directory, 'file'), 'x', 0o644);
  put(join(directory, 'broken'), '\x7fELFbroken');
  put(join(directory, 'nothing'), '');
  const run = ['run', '-p', profile];
  const cases: [string[], RegExp][] = [
    [[], /chaos needs a command; chaos --help/],
    [['rnu'], /no command rnu; did you mean chaos run\?/],
    [['--sed'], /no option --sed/],
    [['run'], /needs a profile: chaos run -p PROFILE -- COMMAND/],
    [['run', '-p'], /-p needs a value/],
    [['run', '-p', 'a.yml', '--profile=b.yml', '--', 'true'], /--profile is given twice, a\.yml and b\.yml; write one/],
    [['run', '--seed', '1', '--seed', '2', '--', 'true'], /--seed is given twice, 1 and 2; write one/],
    [['run', '-p', '--seed', '4', '--', 'true'], /-p needs a value/],
    [['run', '--', 'git', 'gc'], /needs a profile: chaos run -p PROFILE -- git gc/],
    [run, /needs -- before the command/],
    [[...run, 'git', 'gc'], /chaos run -p .* -- git gc/],
    [[...run, '--'], /needs a command behind --/],
    [[...run, 'git', '--', 'gc'], /'git' stands before it/],
    [[...run, '--sede', '4', '--', 'true'], /no option --sede; did you mean --seed\?/],
    [[...run, '--help=yes', '--', 'true'], /--help takes no value/],
    [[...run, '--seed', '-1', '--', 'true'], /--seed -1 is no seed; write a whole number/],
    [[...run, '--seed=1.5', '--', 'true'], /--seed 1.5 is no seed/],
    [[...run, '--seed', '9007199254740993', '--', 'true'], /is no seed/],
    [[...run, '--timeout', '5x', '--', 'true'], /--timeout 5x is no duration; /],
    [[...run, '--timeout', '5 sec', '--', 'true'], /did you mean 5s\?/],
    [[...run, '--timeout', '0s', '--', 'true'], /too short/],
    [[...run, '--timeout', '99999m', '--', 'true'], /too long/],
    [[...run, '--repeat', '0', '--', 'true'], /--repeat 0 is no count/],
    [[...run, '--library-source', 'bundeld', '--', 'true'], /did you mean bundled\?/],
    [
      [...run, '--library-base-url', 'mirror', '--', 'true'],
      /--library-base-url mirror is no address; write for example https:/,
    ],
    [[...run, '--library-base-url', 'ftp://mirror/', '--', 'true'], /is no address/],
    [
      [...run, '--cells', 'glibc-amd46', '--', 'true'],
      /^chaos: --cells: there are no libraries for glibc-amd46; did you mean glibc-amd64\?/,
    ],
    [
      [...run, '--cells', 'musl-amd64,riscv64', '--', 'true'],
      /no libraries for riscv64: .* a target; there are glibc-amd64, /,
    ],
    [[...run, '--cells', 'i386', '--', 'true'], /no libraries for i386: it is a 32-bit system, .*; there are/],
    [[...run, '--cells', 'macOS', '--', 'true'], /macOS has no LD_PRELOAD/],
    [[...run, '--cells', 'windows', '--', 'true'], /Windows has no LD_PRELOAD/],
    [['run', '-p', join(directory, 'absent.yml'), '--', 'true'], /the profile .*absent.yml does not exist/],
    [['run', '-p', directory, '--', 'true'], /is a directory; name a file in it/],
    [[...run, '--', 'no-such-program'], /no program no-such-program in any directory of PATH \(/],
    [[...run, '--', './absent'], /absent does not exist/],
    [[...run, '--', file], /is not executable/],
    [[...run, '--', directory], /is a directory/],
    [[...run, '--', join(directory, 'broken')], /broken program/],
    [[...run, '--', join(directory, 'nothing')], /is an empty file/],
    [[...run, '-o', file, '--', 'true'], /report directory .*file is a file; name a directory/],
    [[...run, '-o', join(file, 'x'), '--', 'true'], /cannot be made: .*file is a file; name another one/],
    [['run', '-p', '', '--', 'true'], /-p needs a value/],
    [['check', ''], /the name of the profile is blank; name a file, like chaos.yml/],
    [['run', '-p', ' ', '--', 'true'], /the name of the profile is blank; name a file, like chaos.yml/],
    [['check'], /needs a profile: chaos check PROFILE/],
    [['compile', 'a', 'b'], /needs one profile/],
    [['doctor', 'git'], /chaos doctor -- git/],
    [['demo', '--', 'git'], /chaos demo takes no arguments/],
    [['report'], /needs one directory/],
    [['report', join(directory, 'absent')], /cannot read .*report.json: no such file/],
    [['report', directory, '-f', 'markdwon'], /did you mean markdown\?/],
  ];
  const before = process.cwd();
  context.after(() => process.chdir(before));
  process.chdir(directory);
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await chaosWithin(args, directory);
    assert.equal(code, 2, `${args.join(' ')}\n${stderr}`);
    assert.match(stderr, message);
    const said = stderr
      .trimEnd()
      .split('\n')
      .filter((line) => !/^chaos: (harmless, 1 rule, seed|libraries for)/.test(line));
    assert.equal(said.length, 1, stderr);
    assert.doesNotMatch(stderr, /chaos: chaos/);
    assert.equal(stdout, '');
  }
  assert.ok(!existsSync(join(directory, 'chaos-report')), 'nothing is left behind');
});

test('what the tool cannot do ends with 3, in one line', async (context) => {
  const directory = scratch(context);
  const profile = profileIn(directory);
  const cases: [NodeJS.ProcessEnv, string[], RegExp][] = [
    [
      { TMPDIR: '/no/such/place' },
      [],
      /cannot make a run directory in \/no\/such\/place: no such file or directory; set TMPDIR/,
    ],
    [{ RUNNER_TEMP: '/proc' }, [], /cannot make a run directory in \/proc: .*; set RUNNER_TEMP/],
    [{}, ['-o', '/proc/chaos'], /report directory \/proc\/chaos cannot be written/],
  ];
  for (const [env, options, message] of cases) {
    const { code, stderr } = await chaos(['run', '-p', profile, ...options, '--', 'touch', 'started'], {
      cwd: directory,
      env,
    });
    assert.equal(code, 3, stderr);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /\n\s+at |unexpected/);
    assert.ok(!existsSync(join(directory, 'started')), 'the command was not started');
    assert.ok(!existsSync(join(directory, 'chaos-report')));
  }
});

test('a stored report that is damaged, or larger than can be shown, is told in one line', async (context) => {
  const directory = scratch(context);
  const report = put(join(directory, 'report.json'), '{"schemaVersion":1,"gate":{},"injections":{}}', 0o644);
  const damaged = await chaos(['report', directory]);
  assert.deepEqual([damaged.code, damaged.stdout], [2, '']);
  assert.match(damaged.stderr, /^chaos: .*report.json is not a report that .*: see profile\n$/);
  truncateSync(report, 3 * 2 ** 30);
  const large = await chaos(['report', directory]);
  assert.deepEqual([large.code, large.stdout], [3, '']);
  assert.match(large.stderr, /^chaos: .*report.json is larger than .*; summary.md beside it is short\n$/);
});

test('profiles with mistakes are refused before anything happens, and check reports all of them', async (context) => {
  const directory = scratch(context);
  mkdirSync(join(directory, 'p'));
  const wrong = put(join(directory, 'p/wrong.yml'), 'version: 1\nrules:\n  - { on: io.fsnyc, fail: EIO }\n');
  const empty = put(join(directory, 'p/empty.yml'), '');
  const huge = put(join(directory, 'p/huge.yml'), `# ${'x'.repeat(10_000_000)}\n`);
  const right = profileIn(directory);
  for (const path of [wrong, empty, huge]) {
    const { code, stderr } = await chaos(['run', '-p', path, '--', 'touch', 'started'], { cwd: directory });
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`^${path}:\\d+:\\d+: `));
  }
  assert.ok(!existsSync(join(directory, 'started')) && !existsSync(join(directory, 'chaos-report')));

  const all = await chaos(['check', wrong, right, empty, join(directory, 'absent.yml')]);
  assert.equal(all.code, 2);
  assert.match(all.stderr, /wrong.yml:3:11: .*did you mean io.fsync\?/);
  assert.match(all.stderr, /\n {2}.*io.fsnyc.*\n {2} +\^\n/, 'the line and a caret');
  assert.match(all.stderr, /empty.yml:1:1/);
  assert.match(all.stderr, /absent.yml does not exist/);
  assert.match(all.stderr, /profile.yml: harmless, 1 rule, no mistakes/);
  assert.match(all.stderr, /3 of 4 profiles have mistakes/);
  assert.equal((await chaos(['check', right])).code, 0);
  const unlisted = profileIn(directory, 'version: 1\nrules: [{ on: dns.getaddrinfo, fail: EAI_INTR }]\n');
  const warned = await chaos(['check', unlisted]);
  assert.equal(warned.code, 0);
  assert.match(warned.stderr, /no mistakes\nchaos: warning: rule rule-1 \(\S+:2\) fails with EAI_INTR, .*\n$/);
});

test('a profile that may not be read, or comes through a pipe', async (context) => {
  const directory = scratch(context);
  const fifo = join(directory, 'fifo.yml');
  execFileSync('mkfifo', [fifo]);
  const written = writeFile(fifo, HARMLESS);
  const piped = await chaos(['check', fifo]);
  await written;
  assert.deepEqual([piped.code, piped.stderr], [0, `${fifo}: harmless, 1 rule, no mistakes\n`]);
  if (process.getuid?.() === 0) return;
  const profile = profileIn(directory);
  chmodSync(profile, 0);
  const closed = await chaos(['check', profile]);
  assert.match(closed.stderr, /cannot be read: permission denied/);
});

test('a profile is read from a pipe of the shell, however slowly it comes', (context) => {
  const profile = profileIn(scratch(context));
  const scripts = [
    '"$@" <(head -2 "$0"; sleep 0.5; tail -n +3 "$0")',
    '(sleep 0.5; cat "$0") | "$@" /dev/stdin',
    '"$@" /dev/stdin < "$0"',
  ];
  for (const script of scripts) {
    const { status, stderr } = bash(script, [profile, process.execPath, CLI, 'check'], '/');
    assert.deepEqual([status, stderr.replace(/^\S+/, '')], [0, ' harmless, 1 rule, no mistakes\n'], script);
  }
});

test('nothing waits for a pipe that nobody writes into', (context) => {
  const directory = scratch(context);
  execFileSync('mkfifo', ['fifo', 'report.json'], { cwd: directory });
  const nobody =
    /^chaos: the profile \S+ cannot be read: nobody writes into this pipe; start what .* or name a file\n$/;
  const cases: [string, RegExp][] = [
    ['"$@" check fifo', nobody],
    ['"$@" compile fifo', nobody],
    ['"$@" run -p fifo -- true', nobody],
    ['"$@" check <(true)', nobody],
    ['"$@" report .', /^chaos: cannot read report.json: it is not a regular file\n$/],
  ];
  for (const [script, message] of cases) {
    const { status, stdout, stderr } = bash(script, ['bash', process.execPath, CLI], directory);
    assert.deepEqual([status, stdout], [2, ''], script + stderr);
    assert.match(stderr, message);
  }
});

test('compile prints the rule texts on standard output, and nothing else', async (context) => {
  const { code, stdout, stderr } = await chaos(['compile', profileIn(scratch(context))]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(stdout, '# io.conf\n# profile harmless\n/no/such/place:open:ERRNO:EIO@id=never\n');
});

test('help is there for each command, on standard output', async () => {
  const { stdout } = await chaos(['--help']);
  for (const command of ['run', 'check', 'compile', 'doctor', 'report', 'demo']) {
    assert.match(stdout, new RegExp(`chaos ${command}`));
    for (const args of [
      [command, '--help'],
      [command, '-h'],
      ['help', command],
    ]) {
      const { code, stdout: text } = await chaosWithin(args, '/');
      assert.deepEqual([code, text.startsWith(`chaos ${command}`)], [0, true]);
      assert.ok(text.split('\n').every((line) => line.length <= 120));
    }
  }
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  assert.equal((await chaos(['--version'])).stdout, `chaos ${version}\n`);
});
