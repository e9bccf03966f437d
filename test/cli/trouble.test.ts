import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { put, scratch } from '../scratch.ts';
import { chaos, profileIn, readReport } from './chaos.ts';

const FAULTY = `version: 1
name: faulty
rules:
  - { id: no-data, on: io.open, path: /etc/hostname, fail: EIO }
gate: { exitCodes: [1] }
`;

const cli = join(import.meta.dirname, '../../src/cli.ts');

/** Runs chaos from a shell, which redirects, or leaves its directory, first. */
function inShell(directory: string, script: string, args: string[]) {
  const words = [process.execPath, cli, ...args];
  const text = `${script.replace('CHAOS', '"$@"')}; echo "ended $?"`;
  return spawnSync('sh', ['-c', text, 'sh', ...words], { cwd: directory, encoding: 'utf8', timeout: 30_000 });
}

test('what cannot be written to a full standard output is told in one line', async (context) => {
  const directory = scratch(context);
  const { stdout, stderr } = inShell(directory, 'CHAOS >/dev/full', ['--help']);
  assert.equal(stdout, 'ended 3\n');
  assert.match(stderr, /^chaos: cannot write to the standard output: no space left on the device\n/);
  assert.doesNotMatch(stderr, /\n +at /);
});

test('a full standard error takes what chaos says, but neither the run nor its report', async (context) => {
  const directory = scratch(context);
  const run = ['run', '-p', profileIn(directory, FAULTY), '-o', 'inner', '--', 'cat', '/etc/hostname'];
  const { stdout } = inShell(directory, 'CHAOS 2>/dev/full', run);
  assert.equal(stdout, 'ended 0\n');
  assert.equal(readReport(join(directory, 'inner')).gate.verdict, 'pass');
});

test('a current directory that was removed is told in one line', async (context) => {
  const directory = scratch(context);
  mkdirSync(join(directory, 'gone'));
  const { stdout, stderr } = inShell(directory, 'cd gone; rmdir ../gone; CHAOS', ['run', '-p', 'p', '--', 'true']);
  assert.equal(stdout, 'ended 3\n');
  assert.match(stderr, /^chaos: the current directory does not exist any more; change to another\n/);
});

test('each of several runs is in the directory that has the name by then', (context) => {
  const directory = scratch(context);
  const place = join(directory, 'place');
  mkdirSync(place);
  const run = ['run', '-n', '2', '-p', profileIn(directory), '-o', join(directory, 'out'), '--', 'sh', '-c'];
  const moved = inShell(directory, 'cd place; CHAOS', [...run, 'pwd -P; mv ../place ../was-$$; mkdir ../place']);
  assert.equal(moved.stdout, `${place}\n${place}\nended 0\n`, moved.stderr);
  const removed = inShell(directory, 'cd place; CHAOS', [...run, 'pwd -P; rmdir ../place']);
  assert.equal(removed.stdout, `${place}\nended 2\n`);
  assert.match(removed.stderr, /^chaos: the working directory \S+\/place does not exist$/m);
});

const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const mayBecomeNobody = spawnSync(nobody[0] ?? '', [...nobody.slice(1), 'test', '-r', cli]).status === 0;

test('a command runs where its user is, even if he could not enter there', {
  skip: !mayBecomeNobody && 'nobody else can be started here',
}, (context) => {
  const directory = scratch(context);
  chmodSync(directory, 0o755);
  for (const place of ['private', 'private/inner']) {
    mkdirSync(join(directory, place), { mode: 0o700 });
    const report = mkdtempSync(join(directory, 'report-'));
    chmodSync(report, 0o777);
    const run = ['run', '-p', profileIn(directory), '-o', join(report, 'out'), '--', 'pwd'];
    const { stdout, stderr } = inShell(directory, `cd ${place}; TMPDIR=${report} ${nobody.join(' ')} CHAOS`, run);
    assert.match(stdout, new RegExp(`/${place}\nended 0\n$`), stderr);
  }
});

test('a umask that leaves nobody any right is in force in the command, and keeps no library from its rules', {
  skip: !mayBecomeNobody && 'nobody else can be started here',
}, (context) => {
  const directory = scratch(context);
  chmodSync(directory, 0o777);
  const command = ['sh', '-c', 'umask; cat /etc/hostname'];
  const run = ['run', '-p', profileIn(directory, FAULTY), '-o', '.', '--cells', 'musl-amd64', '--', ...command];
  const { stdout, stderr } = inShell(directory, `umask 0777; TMPDIR=${directory} ${nobody.join(' ')} CHAOS`, run);
  assert.equal(stdout, '0777\nended 0\n', stderr);
  assert.equal(readReport(directory).rules[0]?.injected, 1);
});

test('arguments that are not UTF-8 are refused, variables warned of', (context) => {
  const directory = scratch(context);
  const run = ['run', '-p', profileIn(directory), '--', 'printf', '%s'];
  const refused = inShell(directory, 'CHAOS "$(printf "a\\377")"', run);
  assert.equal(refused.stdout, 'ended 2\n');
  assert.match(
    refused.stderr,
    /^chaos: cannot pass a\ufffd on to the command: it is not UTF-8; write it into a script/,
  );
  const warned = inShell(directory, 'odd=$(printf "a\\377") CHAOS \ufffd', run);
  assert.equal(warned.stdout, '\ufffdended 0\n');
  assert.match(warned.stderr, /^chaos: warning: the variable odd is not UTF-8, and reaches the command changed$/m);
  const fine = inShell(directory, 'odd=\ufffd CHAOS \ufffd', run);
  assert.equal(fine.stdout, '\ufffdended 0\n');
  assert.doesNotMatch(fine.stderr, /UTF-8/);
});

test('a report directory that the command removes is made again', async (context) => {
  const directory = scratch(context);
  const run = ['run', '-p', profileIn(directory, FAULTY), '-o', 'out', '--'];
  const { code, stderr } = await chaos([...run, 'sh', '-c', 'rm -r out; cat /etc/hostname'], { cwd: directory });
  assert.equal(code, 0, stderr);
  assert.equal(readReport(join(directory, 'out')).rules[0]?.injected, 1);
});

test('a command that cannot be started for want of descriptors is no mistake of the user', (context) => {
  const directory = scratch(context);
  const run = ['run', '-p', profileIn(directory), '--', 'true'];
  const count = spawnSync(process.execPath, ['-p', 'fs.readdirSync("/proc/self/fd").length'], { encoding: 'utf8' });
  // With a few less Node itself does not start, with a few more the command does.
  const ended = [-2, -1, 0, 1, 2].map((more) =>
    inShell(directory, `ulimit -n ${Number(count.stdout) + more}; CHAOS`, run),
  );
  const short = ended.find(({ stderr }) => /could not be started: EMFILE \(too many files are open/.test(stderr));
  assert.equal(short?.stdout, 'ended 3\n');
});

/** Runs what follows where there is no /proc; its first argument is an empty directory. */
const WITHOUT_PROC = `mount -t tmpfs none "$1"
for entry in /*; do
  if [ -L "$entry" ]; then cp -P "$entry" "$1"; elif [ -d "$entry" ] && [ "$entry" != /proc ]; then
    mkdir "$1$entry"; mount --rbind "$entry" "$1$entry"; fi
done
exec chroot "$@"`;
const namespace = ['-Urm', 'sh', '-ec'];
const maySeparate = spawnSync('unshare', [...namespace, 'mount -t tmpfs none /mnt']).status === 0;

test('a command runs where there is no /proc, with a warning', {
  skip: !maySeparate && 'no namespace can be made here',
}, (context) => {
  const directory = scratch(context);
  mkdirSync(join(directory, 'root'));
  const run = [cli, 'run', '-p', profileIn(directory), '-o', join(directory, 'out'), '--', 'ls', '-d', '/proc'];
  const words = [WITHOUT_PROC, 'sh', join(directory, 'root'), process.execPath, ...run];
  const { status, stderr } = spawnSync('unshare', [...namespace, ...words], { encoding: 'utf8', timeout: 30_000 });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /^chaos: warning: there is no \/proc here, so what still runs when the command has ended can/m);
  assert.match(stderr, /cannot access '\/proc'/);
  assert.equal(readReport(join(directory, 'out')).outcome.exitCode, 2);
});

test('a report that cannot be written is shown all the same', async (context) => {
  const directory = scratch(context);
  const run = ['run', '-p', profileIn(directory, FAULTY), '-o', 'out', '--'];
  for (const [repeat, script] of [
    ['1', 'rm -r out; touch out'],
    ['2', 'touch out/2'],
  ] as const) {
    const args = ['run', '-n', repeat, ...run.slice(1), 'sh', '-c', `${script}; cat /etc/hostname`];
    const { code, stderr } = await chaos(args, { cwd: directory });
    assert.equal(code, 3, stderr);
    assert.match(stderr, /\nPASS {2}1 fault injected/);
    assert.match(stderr, /\nchaos: the report directory \S+ cannot be written: a part of the path is not a directory/);
    rmSync(join(directory, 'out'), { recursive: true });
  }
});

test('a file in the place of a numbered report directory is refused before the first run', async (context) => {
  const directory = scratch(context);
  put(join(directory, 'out/2'), '');
  const run = ['run', '-p', profileIn(directory), '-o', 'out', '-n', '2', '--', 'touch', 'started'];
  const { code, stderr } = await chaos(run, { cwd: directory });
  assert.equal(code, 2, stderr);
  assert.equal(stderr, 'chaos: the report directory out/2 is a file; name a directory\n');
  assert.ok(!existsSync(join(directory, 'started')));
});

test('a program that may write no large files is neither killed nor spared', async (context) => {
  const directory = scratch(context);
  const run = ['run', '-p', profileIn(directory, FAULTY), '-o', 'out', '--'];
  const { stdout } = await chaos([...run, 'sh', '-c', 'ulimit -f 64; cat /etc/hostname; echo "cat $?"; exit 1'], {
    cwd: directory,
  });
  assert.equal(stdout, 'cat 1\n');
});

test('of many rules the terminal shows those that fired', async (context) => {
  const directory = scratch(context);
  const idle = Array.from(
    { length: 20 },
    (_, i) => `  - { id: idle-${i}, on: io.open, path: /nowhere/${i}, fail: EIO }`,
  );
  const profile = profileIn(directory, `${FAULTY.replace('rules:', `rules:\n${idle.join('\n')}`)}`);
  const { stderr } = await chaos(['run', '-p', profile, '--', 'cat', '/etc/hostname'], { cwd: directory });
  assert.match(stderr, /\n {2}no-data +io\.open +\/etc\/hostname/);
});
