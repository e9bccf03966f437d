import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, type TestContext } from 'node:test';
import { glibc } from '../c/build.ts';
import type { Ended } from '../running.ts';
import { scratch } from '../scratch.ts';
import { PYTHON } from './cpython.ts';
import { execute, lacks } from './program.ts';
import { surroundWithRules } from './setting.ts';

const built = join(tmpdir(), `chaos-clocks-${process.pid}`);
after(() => rmSync(built, { recursive: true, force: true }));

const java = (...args: string[]) => ['java', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', built, 'Felt', ...args];
const node = (script: string) => [process.execPath, '-e', script];
const python = (script: string) => [PYTHON, '-c', script];

const WAITS = join(built, 'waits');

/** Builds what the program is, or runs, from `test/real/programs`, unless that was done. */
function build(program: string): void {
  const source = (name: string) => join(import.meta.dirname, 'programs', name);
  mkdirSync(built, { recursive: true });
  if (program === 'java' && !existsSync(join(built, 'Felt.class')))
    execFileSync('javac', ['-d', built, source('Felt.java')]);
  if (program === WAITS && !existsSync(WAITS)) execFileSync('c++', ['-pthread', source('waits.cc'), '-o', WAITS]);
}

async function executeUnder(context: TestContext, rules: string, argv: string[]): Promise<Ended> {
  const directory = realpathSync(scratch(context));
  const [program = '', ...args] = argv;
  build(program);
  const { environment, telemetry } = surroundWithRules(directory, { time: `${rules}\n` });
  const ended = await execute(program, args, { cwd: directory, limitMs: 30_000, environment });
  assert.equal(ended.code, 0, ended.stdout + ended.stderr);
  assert.ok([...telemetry().injections].length > 0, 'nothing was recorded');
  return ended;
}

const BACK_S = 100 * 86_400;
const READERS: [name: string, argv: string[], missing?: string | undefined][] = [
  ['date', ['date', '+%s']],
  ['CPython', python('import time; print(time.time())')],
  ["CPython's datetime", python('import datetime; print(datetime.datetime.now().timestamp())')],
  ['Node', node('console.log(Date.now() / 1000)')],
  ['Java', java('time'), lacks('javac')],
  ['perl', ['perl', '-e', 'print time, "\\n"'], lacks('perl')],
  ["perl's Time::HiRes", ['perl', '-MTime::HiRes', '-e', 'print Time::HiRes::time(), "\\n"'], lacks('perl')],
  ['bash', ['bash', '-c', 'echo $EPOCHREALTIME']],
  ["bash's printf", ['bash', '-c', 'printf "%(%s)T\\n" -1']],
  ['sqlite3', ['sqlite3', ':memory:', "select strftime('%s', current_timestamp)"], lacks('sqlite3')],
];

for (const [name, argv, missing] of READERS)
  test(`${name} lives 100 days ago when a rule says so`, { skip: glibc.missing ?? missing }, async (context) => {
    for (const rules of ['clock_gettime/realtime:OFFSET:-2400h', '*:OFFSET:-2400h']) {
      const { stdout } = await executeUnder(context, rules, argv);
      const seconds = Number(stdout.trim());
      assert.ok(Math.abs(Date.now() / 1000 - BACK_S - seconds) < 60, `${seconds}: ${stdout}`);
    }
  });

const LOCK = 'import threading; lock = threading.Lock(); lock.acquire()';
/** Each waits for what does not come, so many milliseconds. */
const LIMITED: [name: string, argv: (ms: number) => string[], missing?: string | undefined][] = [
  ["CPython's Lock.acquire", (ms) => python(`${LOCK}; assert not lock.acquire(timeout=${ms / 1000})`)],
  ["CPython's Event.wait", (ms) => python(`import threading; threading.Event().wait(${ms / 1000})`)],
  ["Java's Thread.sleep", (ms) => java('sleep', String(ms)), lacks('javac')],
  ["Java's waits for objects and queues, and its parking", (ms) => java('wait', String(ms)), lacks('javac')],
  ["C++'s std::condition_variable", (ms) => [WAITS, String(ms)], lacks('c++')],
];

for (const [name, argv, missing] of LIMITED)
  test(`${name} waits a second, whatever the time`, { skip: glibc.missing ?? missing }, async (context) => {
    for (const rules of ['*:OFFSET:1h', '*:OFFSET:-1h', 'now/realtime:OFFSET:1h', 'now/monotonic:JUMP:-1h']) {
      const { ms } = await executeUnder(context, rules, argv(1000));
      assert.ok(ms >= 1000 && ms < 8000, `${ms} ms under ${rules}`);
    }
  });

const RATE = 20;
const WAITERS: [name: string, argv: string[], missing?: string | undefined][] = [
  ['sleep 10', ['sleep', '10']],
  [
    "CPython's time.sleep",
    python('import time\nstart = time.monotonic()\ntime.sleep(10)\nassert time.monotonic() >= start + 10'),
  ],
  [
    "CPython's signal.setitimer",
    python('import signal; signal.signal(14, print); signal.setitimer(0, 10); signal.pause()'),
  ],
  ["CPython's signal.alarm", python('import signal; signal.signal(14, print); signal.alarm(10); signal.pause()')],
  ["bash's wait for a background sleep", ['bash', '-c', 'sleep 10 & wait']],
  ["perl's sleep", ['perl', '-e', 'die unless sleep(10) >= 9'], lacks('perl')],
  ["Node's performance.now", node('const start = performance.now(); while (performance.now() - start < 10_000);')],
  [
    "Node's process.hrtime",
    node('const start = process.hrtime.bigint(); while (process.hrtime.bigint() - start < 10n ** 10n);'),
  ],
  ["Java's System.nanoTime", java('spin', '10000'), lacks('javac')],
  ...LIMITED.map(([name, argv, missing]): (typeof WAITERS)[number] => [name, argv(10_000), missing]),
  ['timeout 10', ['sh', '-c', 'timeout 10 tail -f /dev/null; test $? = 124']],
];

for (const [name, argv, missing] of WAITERS)
  test(`ten seconds of ${name} pass in half a second`, { skip: glibc.missing ?? missing }, async (context) => {
    const { ms } = await executeUnder(context, `*:RATE:${RATE}`, argv);
    assert.ok(ms >= 10_000 / RATE && ms < 8000, `${ms} ms`);
  });

test('sleep 1 that is interrupted now and then sleeps as long as ever', { skip: glibc.missing }, async (context) => {
  const { ms } = await executeUnder(context, 'sleep:EINTR@times=3', ['sleep', '1']);
  assert.ok(ms >= 1000 && ms < 4000, `${ms} ms`);
});

test("CPython's time.sleep makes good what an interruption took", { skip: glibc.missing }, async (context) => {
  const { ms } = await executeUnder(context, 'sleep:EINTR@times=3', python('import time; time.sleep(0.5)'));
  assert.ok(ms >= 500 && ms < 5000, `${ms} ms`);
});

test("CPython's clock stands still while its sleeps do not", { skip: glibc.missing }, async (context) => {
  const script = `import time
clocks = [time.time_ns, time.monotonic_ns, lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME)]
before = [clock() for clock in clocks]
time.sleep(0.3)
assert before == [clock() for clock in clocks]`;
  const { ms } = await executeUnder(context, '*:FREEZE', python(script));
  assert.ok(ms >= 300, `${ms} ms`);
});
