import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import test from 'node:test';
import { elfFile } from '../cell/elf-file.ts';
import { put, scratch } from '../scratch.ts';
import { chaos, endLater, HARMLESS, profileIn, readReport, start } from './chaos.ts';

const FAULTY = `version: 1
name: faulty
seed: 5
rules:
  - { id: no-data, on: io.open, path: DIRECTORY/data, fail: EIO }
gate: { exitCodes: [1] }
`;

test("the command's own streams and exit code pass through, and the gate decides ours", async (context) => {
  const directory = scratch(context);
  const run = ['run', '-p', profileIn(directory), '--'];
  const cases: [string, number, string][] = [
    ['read line; echo "out $line"', 0, 'out typed\n'],
    ['exit 7', 1, ''],
    ['printf "::set-output name=x::y"', 0, '::set-output name=x::y'],
  ];
  for (const [script, code, stdout] of cases) {
    const ended = await chaos([...run, 'sh', '-c', script], { cwd: directory });
    assert.deepEqual([ended.code, ended.stdout], [code, stdout], ended.stderr);
  }
  const { stderr } = await chaos([...run, 'sh', '-c', 'echo to-stderr >&2'], { cwd: directory });
  assert.match(stderr, /^chaos: harmless, 1 rule, seed \d+ \(drawn; --seed \d+ repeats it\), \w+-\w+\n/);
  assert.match(stderr, /\nto-stderr\n/);
  assert.match(stderr, /\nreport: \/.*\/chaos-report\/report.json\n$/);
});

test('the command has the descriptors that it would have without us', async (context) => {
  const directory = scratch(context);
  const profile = profileIn(directory);
  const there =
    'for fd in /proc/$$/fd/*; do echo $(basename $fd) $(readlink $fd); done; echo said >&5; read line <&7; echo $line';
  const script = [
    'exec 5>said 7<typed 9</dev/null',
    'sh -c "$there" >bare',
    '"$node" "$cli" run -p "$profile" -- sh -c "$there" >covered',
  ].join('\n');
  writeFileSync(join(directory, 'typed'), 'first\nsecond\n');
  const env = {
    ...process.env,
    there,
    profile,
    node: process.execPath,
    cli: join(import.meta.dirname, '../../src/cli.ts'),
  };
  const { status, stderr } = spawnSync('sh', ['-c', script], {
    cwd: directory,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  const [bare, covered] = ['bare', 'covered'].map((name) => {
    const said = readFileSync(join(directory, name), 'utf8')
      .replace(name, 'output')
      .replace(/first|second/, 'typed');
    return said.replace(/^3 pipe:.*$/m, '3 what the shell reads from');
  });
  assert.equal(covered, bare);
  assert.match(covered ?? '', /^7 .*typed$/m);
  assert.equal(readFileSync(join(directory, 'said'), 'utf8'), 'said\nsaid\n');
});

test("make's jobserver reaches a make that is run under faults", {
  skip: spawnSync('make', ['-v']).error && 'there is no make',
}, (context) => {
  const directory = scratch(context);
  const run = `${process.execPath} ${join(import.meta.dirname, '../../src/cli.ts')} run -p ${profileIn(directory)} --`;
  writeFileSync(join(directory, 'Makefile'), `outer:\n\t+@${run} $(MAKE) inner\ninner: a b\na b:\n\t@echo made $@\n`);
  const { MAKEFLAGS: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync('make', ['-j2'], {
    cwd: directory,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  assert.deepEqual([...stdout.matchAll(/made ./g)].flat().sort(), ['made a', 'made b']);
  assert.doesNotMatch(stderr, /jobserver/);
});

test('a declared fault happens, and the report says where', async (context) => {
  const directory = scratch(context);
  const profile = profileIn(directory, FAULTY.replace('DIRECTORY', directory));
  const run = ['run', '-p', profile, '-o', 'out', '--', 'cat', join(directory, 'data/file')];
  const { code, stderr } = await chaos(run, { cwd: directory });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Input\/output error/);
  const report = readReport(join(directory, 'out'));
  assert.deepEqual([report.gate.verdict, report.seed, report.outcome.exitCode], ['pass', 5, 1]);
  assert.deepEqual(report.command, ['cat', join(directory, 'data/file')]);
  const [item] = report.injections.items;
  assert.deepEqual([item?.operation, item?.value, item?.target], ['open', 'EIO', join(directory, 'data/file')]);
  assert.match(item?.site ?? '', /cat\+0x/);
  assert.deepEqual(readdirSync(join(directory, 'out')).sort(), ['io.conf', 'report.json', 'summary.md']);
  assert.match(readFileSync(join(directory, 'out/io.conf'), 'utf8'), /:open:ERRNO:EIO@id=no-data\n/);

  const formats = ['terminal', 'markdown', 'json'].map((format) =>
    chaos(['report', join(directory, 'out'), '-f', format]),
  );
  const [terminal, markdown, json] = await Promise.all(formats);
  assert.match(terminal?.stdout ?? '', /no-data/);
  assert.match(markdown?.stdout ?? '', /\|/);
  assert.deepEqual(JSON.parse(json?.stdout ?? ''), report);
});

test('nothing that a run makes outlives it but the report', async (context) => {
  const directory = scratch(context);
  const temporary = scratch(context);
  const script = 'echo "$LD_PRELOAD"; ls "$CHAOS_CONFIG_DIR" | tr "\\n" " "; stat -c %a "$CHAOS_CONFIG_DIR"';
  const run = ['run', '-p', profileIn(directory), '--', 'sh', '-c', script];
  const { stdout } = await chaos(run, { cwd: directory, env: { TMPDIR: temporary, LD_PRELOAD: '' } });
  assert.match(
    stdout,
    /^\/.*\/libchaos-io-(\S+)\.so:\/.*\/libchaos-process-\1\.so\nanswers control io\.conf process\.conf telemetry 700\n$/,
  );
  assert.deepEqual(readdirSync(temporary), []);
});

test('a blank in the temporary directory or the report directory disturbs nothing', async (context) => {
  const directory = scratch(context);
  mkdirSync(join(directory, 'my tmp'));
  const profile = profileIn(directory, FAULTY.replace('DIRECTORY', directory));
  const run = ['run', '-p', profile, '-o', 'my report', '--', 'cat', join(directory, 'data/file')];
  const { code, stderr } = await chaos(run, { cwd: directory, env: { TMPDIR: join(directory, 'my tmp') } });
  assert.equal(code, 0, stderr);
  assert.equal(readReport(join(directory, 'my report')).injections.recorded, 1);
});

test('repeats have the same seed and reports of their own, and one that fails fails them all', async (context) => {
  const directory = scratch(context);
  const script = 'if [ -e second ]; then exit 9; elif [ -e first ]; then : > second; else : > first; fi';
  const run = ['run', '-p', profileIn(directory), '--repeat', '3', '--', 'sh', '-c', script];
  const { code, stderr } = await chaos(run, { cwd: directory });
  assert.equal(code, 1);
  assert.deepEqual(stderr.match(/^chaos: run .*/gm), ['chaos: run 1 of 3', 'chaos: run 2 of 3', 'chaos: run 3 of 3']);
  assert.match(stderr, /chaos: 2 of 3 runs passed/);
  const reports = [1, 2, 3].map((number) => readReport(join(directory, 'chaos-report', String(number))));
  assert.deepEqual(
    reports.map(({ outcome }) => outcome.exitCode),
    [0, 0, 9],
  );
  assert.equal(new Set(reports.map(({ seed }) => seed)).size, 1);
  const shown = await chaos(['report', 'chaos-report'], { cwd: directory });
  assert.equal(
    shown.stderr,
    'chaos: cannot read chaos-report/report.json: no such file or directory; those of a repeated run are in numbered directories: name one from chaos-report/1 to chaos-report/3\n',
  );
  await chaos(run.with(4, '2'), { cwd: directory });
  assert.deepEqual(readdirSync(join(directory, 'chaos-report')), ['1', '2'], 'none is left of an earlier run');
  await chaos(run.with(4, '1'), { cwd: directory });
  assert.ok(readReport(join(directory, 'chaos-report')), 'that of a single run has no directory of its own');
});

test('a run whose profile came through a pipe with a name says how to replay it', async (context) => {
  const directory = scratch(context);
  const pipe = join(directory, 'pipe.yml');
  execFileSync('mkfifo', [pipe]);
  const written = writeFile(pipe, HARMLESS);
  const { stderr } = await chaos(['run', '-p', pipe, '--', 'true'], { cwd: directory });
  await written;
  assert.match(
    stderr,
    /\nreplay: chaos run -p FILE --seed \d+ -- true # first keep in FILE .* through \/.*pipe\.yml\n/,
  );
  const { profile } = readReport(join(directory, 'chaos-report'));
  assert.deepEqual([profile.path, profile.piped], [pipe, true]);
});

test('the seed comes from the option, else the profile, else it is drawn', async (context) => {
  const directory = scratch(context);
  const seeded = profileIn(directory, `seed: 11\n${HARMLESS}`);
  const seedOf = async (args: string[]) => {
    await chaos(['run', ...args, '--', 'true'], { cwd: directory });
    return readReport(join(directory, 'chaos-report')).seed;
  };
  assert.equal(await seedOf(['-p', seeded]), 11);
  assert.equal(await seedOf(['-p', seeded, '--seed', '12']), 12);
  const unseeded = profileIn(directory);
  assert.notEqual(await seedOf(['-p', unseeded]), await seedOf(['-p', unseeded]));
});

test('a hanging command is stopped at the timeout, and what happened before is in the report', async (context) => {
  const directory = scratch(context);
  const profile = profileIn(directory, FAULTY.replace('DIRECTORY', directory));
  const script = `cat '${directory}/data/file'; sleep 60`;
  const { code, ms } = await chaos(['run', '-p', profile, '-t', '1s', '--', 'sh', '-c', script], { cwd: directory });
  assert.equal(code, 1);
  assert.ok(ms < 6000, `${ms} ms`);
  const report = readReport(join(directory, 'chaos-report'));
  assert.deepEqual([report.outcome.kind, report.injections.recorded], ['hung', 1]);
  assert.match(report.gate.reasons[0] ?? '', /\. At the timeout .*\bsleep\b.* still ran/);
});

test('SIGINT and SIGTERM end the whole group, and the report is still written, within 7 s', async (context) => {
  const stubborn =
    'trap "" INT TERM; (trap "" INT TERM; echo "pid $$"; while :; do sleep 60; done) & echo ready; while :; do sleep 60; done';
  // Without exec a SIGINT that comes while sh makes its child is forgotten by the one and never reaches the other.
  const obedient = 'echo ready; exec sleep 60';
  const cases: [NodeJS.Signals, string, number][] = [
    ['SIGINT', obedient, 1500],
    ['SIGTERM', obedient, 1500],
    ['SIGHUP', obedient, 1500],
    ['SIGINT', stubborn, 7000],
    ['SIGTERM', stubborn, 7000],
  ];
  await Promise.all(
    cases.map(async ([signal, script, limitMs]) => {
      const directory = scratch(context);
      const running = start(['run', '-p', profileIn(directory), '--', 'sh', '-c', script], { cwd: directory });
      await running.said('ready');
      const sent = performance.now();
      running.child.kill(signal);
      const { code, stderr } = await running.ended;
      assert.ok(performance.now() - sent < limitMs, `${signal} took ${performance.now() - sent} ms`);
      assert.equal(code, 1, stderr);
      const { gate } = readReport(join(directory, 'chaos-report'));
      assert.equal(gate.verdict, 'fail');
      assert.match(gate.reasons.join('\n'), new RegExp(signal));
    }),
  );
});

test('a second SIGINT waits for nothing', async (context) => {
  const directory = scratch(context);
  const script = 'trap "" INT TERM; echo ready; while :; do sleep 60; done';
  const running = start(['run', '-p', profileIn(directory), '--repeat', '3', '--', 'sh', '-c', script], {
    cwd: directory,
  });
  await running.said('ready');
  const sent = performance.now();
  running.child.kill('SIGINT');
  setTimeout(() => running.child.kill('SIGINT'), 100);
  const { code, stderr } = await running.ended;
  assert.ok(performance.now() - sent < 2000);
  assert.equal(code, 1);
  assert.match(stderr, /0 of 1 run passed; 2 were not started/);
  assert.ok(!existsSync(join(directory, 'chaos-report/2')));
});

test('a background process of the command does not outlive it, and is named', async (context) => {
  const directory = scratch(context);
  const script = 'sleep 60 > /dev/null 2>&1 & echo "pid $!"';
  const { code, stdout, stderr, ms } = await chaos(['run', '-p', profileIn(directory), '--', 'sh', '-c', script], {
    cwd: directory,
  });
  const pid = Number(/pid (\d+)/.exec(stdout)?.[1]);
  endLater(context, pid);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    new RegExp(`sleep \\(process ${pid}\\) was still running when the command had ended, and was stopped`),
  );
  const { warnings } = readReport(join(directory, 'chaos-report')).gate;
  assert.ok(
    warnings.some((text) => text.startsWith(`sleep (process ${pid}) was still running`)),
    warnings.join(),
  );
  assert.ok(!isRunning(pid));
  assert.ok(ms < 4000);
});

test('at the timeout what is in a group of its own is stopped, too', async (context) => {
  const directory = scratch(context);
  const script = 'timeout 60 sh -c \'echo "pid $$"; exec sleep 60 > /dev/null 2>&1\'; true';
  const run = ['run', '-p', profileIn(directory), '-t', '1s', '--', 'sh', '-c', script];
  const { stdout, ms } = await chaos(run, { cwd: directory });
  const pid = Number(/pid (\d+)/.exec(stdout)?.[1]);
  endLater(context, pid);
  assert.ok(!isRunning(pid));
  assert.ok(ms < 5000);
  assert.doesNotMatch(readReport(join(directory, 'chaos-report')).gate.warnings.join(), /still run/);
});

test('a process that leaves the session of the command outlives it, and is named', async (context) => {
  const directory = scratch(context);
  const script = 'setsid sleep 60 > /dev/null 2>&1 & echo "pid $!"';
  const run = ['run', '-p', profileIn(directory), '--', 'sh', '-c', script];
  const { code, stdout, stderr } = await chaos(run, { cwd: directory });
  const pid = Number(/pid (\d+)/.exec(stdout)?.[1]);
  endLater(context, pid);
  assert.equal(code, 0, stderr);
  assert.ok(isRunning(pid));
  const { warnings } = readReport(join(directory, 'chaos-report')).gate;
  assert.equal(
    warnings[0],
    `sleep (process ${pid}) has left the command's session (setsid) and still runs, with the rules of this run in force: it was not stopped. Let the command end it, unless it is a daemon that is to stay`,
  );
});

test('names of programs that chaos warns of cannot write to the terminal', async (context) => {
  const directory = scratch(context);
  const script = `cp /bin/sleep "$name"; "./$name" 60 > /dev/null 2>&1 & while [ ! -e "$name" ]; do :; done; echo "pid $!"`;
  const { stdout, stderr } = await chaos(['run', '-p', profileIn(directory), '--', 'sh', '-c', script], {
    cwd: directory,
    env: { name: 'z\x1b[2J\nx' },
  });
  endLater(context, Number(/pid (\d+)/.exec(stdout)?.[1]));
  assert.match(stderr, /^ {2}! z\\x1b\[2J\\nx \(process \d+\) was still running/m);
  assert.ok(!stderr.includes('\x1b'), stderr);
});

test('a closed pipe does not keep the report from being written', async (context) => {
  const directory = scratch(context);
  const running = start(['run', '-p', profileIn(directory), '--', 'sh', '-c', 'echo ready; sleep 0.5'], {
    cwd: directory,
  });
  await running.said('ready');
  running.child.stderr?.destroy();
  running.child.stdout?.destroy();
  const { code } = await running.ended;
  assert.equal(code, 0);
  assert.equal(readReport(join(directory, 'chaos-report')).gate.verdict, 'pass');
});

test('a command that destroys its own telemetry still gets a report', async (context) => {
  const directory = scratch(context);
  const profile = profileIn(directory);
  const spoiled = await chaos(['run', '-p', profile, '--', 'sh', '-c', 'rm -rf "$CHAOS_CONFIG_DIR"'], {
    cwd: directory,
  });
  assert.match(spoiled.stderr, /what the libraries recorded cannot be read/);
  assert.equal(readReport(join(directory, 'chaos-report')).outcome.kind, 'passed');
});

test('a program that the system cannot start is not-started, and why is said', async (context) => {
  const directory = scratch(context);
  const program = put(join(directory, 'program'), elfFile({ loader: '/nowhere/ld-linux-x86-64.so.2' }));
  const { code, stderr } = await chaos(['run', '-p', profileIn(directory), '--', program], { cwd: directory });
  assert.equal(code, 2, stderr);
  assert.match(
    stderr,
    /could not be started: ENOENT \(its loader \/nowhere\/ld-linux-x86-64.so.2 is not there\)|ENOEXEC/,
  );
  assert.equal(readReport(join(directory, 'chaos-report')).outcome.kind, 'not-started');
});

/** Whether a process runs. One that has ended but that nobody has waited for does not. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('Ctrl-Z stops the command with us, and fg continues both', async (context) => {
  const directory = scratch(context);
  const script = 'echo ready; sleep 1; echo done';
  const running = start(['run', '-p', profileIn(directory), '--', 'sh', '-c', script], { cwd: directory });
  context.after(() => running.child.kill('SIGKILL'));
  await running.said('ready');
  await new Promise((resolve) => setTimeout(resolve, 300)); // until sleep runs
  running.child.kill('SIGTSTP');
  await new Promise((resolve) => setTimeout(resolve, 700));
  const state = (pid: number | undefined) => /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  const children = readFileSync(`/proc/${running.child.pid}/task/${running.child.pid}/children`, 'utf8');
  assert.deepEqual([state(running.child.pid), state(Number.parseInt(children, 10))], ['T', 'T']);
  running.child.kill('SIGCONT');
  const { code, stdout } = await running.ended;
  assert.equal(code, 0);
  assert.match(stdout, /done/);
});

test('a timeout that passes while Ctrl-Z has stopped us blames nobody for it', async (context) => {
  const directory = scratch(context);
  const run = ['run', '-p', profileIn(directory), '--timeout', '1s', '--', 'sh', '-c', 'echo ready; sleep 61'];
  const running = start(run, { cwd: directory });
  await running.said('ready');
  running.child.kill('SIGTSTP');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  running.child.kill('SIGCONT');
  assert.equal((await running.ended).code, 1);
  const { outcome, gate } = readReport(join(directory, 'chaos-report'));
  assert.equal(outcome.kind, 'hung');
  assert.doesNotMatch(JSON.stringify(gate), /suspended/);
});

/** A program of the system that is statically linked, for one that loads no libraries. */
const STATIC = '/sbin/ldconfig';

test('a program whose environment was scrubbed is followed, one that loads no libraries is a blind spot', async (context) => {
  const directory = scratch(context);
  mkdirSync(join(directory, 'data'));
  writeFileSync(join(directory, 'data/file'), 'x');
  const script = `env -i cat ${directory}/data/file; ${STATIC} -p > /dev/null`;
  const run = async (follow: boolean) => {
    const profile = profileIn(directory, `${FAULTY.replace('DIRECTORY', directory)}follow: ${follow}\n`);
    const { code } = await chaos(['run', '-p', profile, '--', 'sh', '-c', script], { cwd: directory });
    assert.notEqual(code, 2);
    return JSON.parse(readFileSync(join(directory, 'chaos-report/report.json'), 'utf8'));
  };
  const followed = await run(true);
  assert.ok(followed.injections.items.some(({ exe }: { exe: string }) => exe.endsWith('/cat')));
  assert.ok(followed.processes.every(({ libraries }: { libraries: string[] }) => libraries.includes('process')));
  assert.deepEqual(
    followed.blindSpots.map(({ exe, reason }: { exe: string; reason: string }) => [basename(exe), reason]),
    [[basename(STATIC), 'static']],
  );
  const cat = followed.processes.find(({ exe }: { exe: string }) => exe.endsWith('/cat'));
  assert.equal(cat.exitCode, 1);

  const alone = await run(false);
  assert.deepEqual(alone.injections.items, []);
  assert.ok(!alone.processes.some(({ exe }: { exe: string }) => exe.endsWith('/cat')));
});
