import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { uncoveredPrograms } from '../../src/report/programs.ts';
import { glibc } from '../c/build.ts';
import { scratch } from '../scratch.ts';
import { PYTHON } from './cpython.ts';
import { execute, lacks } from './program.ts';
import { surroundWithRules } from './setting.ts';

const python = (script: string) => [PYTHON, '-c', script];
const node = (script: string) => [process.execPath, '-e', script];
const JAVA = ['java', '-Xshare:auto', '-XX:TieredStopAtLevel=1', 'Start.java'];

/** A fault and what the program makes of it; `exe` narrows the rule to the program that is meant. */
const rows: [name: string, rules: string, argv: string[], felt: RegExp, missing?: string | undefined][] = [
  [
    "CPython can't start a thread",
    'pthread_create:EAGAIN',
    python('import threading; threading.Thread(target=print).start()'),
    /RuntimeError: can't start new thread/,
  ],
  [
    'CPython cannot fork',
    'fork:EAGAIN',
    python("import subprocess; subprocess.run(['true'])"),
    /BlockingIOError: \[Errno 11\] Resource temporarily unavailable/,
  ],
  [
    'CPython finds no program',
    'execve:ENOENT',
    python("import subprocess; subprocess.run(['/bin/true'], close_fds=True, env={})"),
    /FileNotFoundError: \[Errno 2\] No such file or directory: '\/bin\/true'/,
  ],
  [
    'CPython cannot spawn',
    'posix_spawn:ENOMEM',
    python("import os; os.posix_spawn('/bin/true', ['true'], {})"),
    /OSError: \[Errno 12\] Cannot allocate memory: '\/bin\/true'/,
  ],
  [
    'CPython may not signal',
    'kill:EPERM',
    python('import os; os.kill(os.getpid(), 0)'),
    /PermissionError: \[Errno 1\] Operation not permitted/,
  ],
  [
    'CPython cannot wait',
    'waitpid:ECHILD',
    python("import os; os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)"),
    /ChildProcessError: \[Errno 10\] No child processes/,
  ],
  ['bash forks again', 'fork:EAGAIN@times=1', ['bash', '-c', '/bin/true; exit 3'], /fork: retry: Resource temporarily/],
  ['sh may not run a program', 'execve:EACCES', ['sh', '-c', '/bin/true || exit 3'], /true: Permission denied/],
  ['env finds no program', 'execvp:ENOENT', ['env', '-i', 'true'], /env: .*true.*: No such file or directory/],
  [
    'git cannot fork',
    'fork:EAGAIN@exe=git',
    ['git', '-c', 'alias.x=!true', 'x'],
    /fork|Resource temporarily unavailable/,
    lacks('git'),
  ],
  [
    'make cannot spawn',
    'posix_spawn:ENOMEM@exe=make',
    ['make', '-f', '$/makefile'],
    /make: .*(Cannot allocate memory|Error 127)/,
    lacks('make'),
  ],
  [
    'Node cannot start a program',
    'fork:EAGAIN',
    node("child_process.spawn('true').on('error', (error) => { console.log(error.code); process.exit(3) })"),
    /EAGAIN/,
  ],
  [
    'Node finds no program',
    'execvp:ENOENT',
    node("child_process.spawn('true').on('error', (error) => { console.log(error.code); process.exit(3) })"),
    /ENOENT/,
  ],
  [
    'Node cannot start a worker',
    'pthread_create:FAIL_AFTER:EAGAIN,16',
    node(
      "for (let i = 0; i < 20; i++) new (require('worker_threads').Worker)('setTimeout(() => 0, 500)', { eval: true })",
    ),
    /ERR_WORKER_INIT_FAILED|EAGAIN|Resource temporarily/,
  ],
  [
    'Java cannot start a thread',
    'pthread_create:EAGAIN@after=40',
    [...JAVA, 'threads'],
    /unable to create native thread/,
    lacks('javac'),
  ],
  [
    'Java cannot start a program',
    'posix_spawn:ENOMEM',
    [...JAVA, 'program'],
    /error=12, Cannot allocate memory|posix_spawn failed/,
    lacks('javac'),
  ],
];

const START = `public class Start {
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("program"))
      System.exit(new ProcessBuilder("/bin/true").start().waitFor());
    for (int i = 0; i < 200; i++) {
      Thread thread = new Thread(() -> { try { Thread.sleep(300); } catch (InterruptedException stop) { } });
      thread.start();
    }
  }
}
`;

for (const [name, rules, argv, felt, missing] of rows)
  test(`${name} under ${rules}`, { skip: glibc.missing ?? missing }, async (context) => {
    const directory = realpathSync(scratch(context));
    writeFileSync(join(directory, 'makefile'), 'all:\n\t/bin/true\n');
    writeFileSync(join(directory, 'Start.java'), START);
    const [program = '', ...args] = argv.map((text) => text.replaceAll('$', directory));
    const surroundings = surroundWithRules(directory, { process: `${rules}\n` });
    const options = { cwd: directory, limitMs: 40_000, environment: { ...surroundings.environment, HOME: directory } };
    const ended = await execute(program, args, options);
    assert.match(ended.stdout + ended.stderr, felt);
    const [injection] = surroundings.telemetry().injections;
    const executable = basename(program === PYTHON ? realpathSync(PYTHON) : program);
    const asked = executable === 'sh' ? basename(realpathSync('/bin/sh')) : executable;
    assert.equal(basename(injection?.executable ?? 'nothing was recorded'), asked);
  });

test('a tree of programs that scrub their environment is covered to its leaves, and its blind spots are named', {
  skip: glibc.missing,
}, async (context) => {
  const directory = realpathSync(scratch(context));
  const surroundings = surroundWithRules(directory, { process: 'kill:EPERM@exe=leaf*\n' });
  mkdirSync(join(directory, 'bin'));
  // CPython with an empty environment starts env, which starts a shell without one, which starts Perl or another shell.
  const script = [
    'import subprocess, os, sys',
    "inner = 'exec 2>&1; kill -0 $$ && echo reached; env; exit 7'",
    "run = subprocess.run(['/usr/bin/env', '-i', '/bin/sh', '-c', inner], env={}, capture_output=True)",
    'print(run.returncode, run.stdout.decode().split())',
    "os.environ.clear(); sys.stdout.flush(); os.system('kill -0 $$; true')",
  ].join('\n');
  const ended = await execute(PYTHON, ['-c', script], { cwd: directory, environment: surroundings.environment });
  assert.match(ended.stdout, /^7 \['reached', 'PWD=\S+'\]$/m, ended.stderr);
  const telemetry = surroundings.telemetry();
  assert.deepEqual(uncoveredPrograms(telemetry), []);
  const images = telemetry.processes
    .filter(({ forked, library }) => !forked && library === 'process')
    .map(({ executable }) => basename(executable));
  const shell = basename(realpathSync('/bin/sh'));
  assert.deepEqual(images.sort(), ['env', 'env', basename(realpathSync(PYTHON)), shell, shell].sort());
  assert.deepEqual(
    telemetry.endings.map(({ exitCode }) => exitCode),
    [7, 0],
  );
});
