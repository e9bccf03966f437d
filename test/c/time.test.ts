import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileProfile } from '../../src/compile/compile.ts';
import { parseProfile } from '../../src/profile/parse.ts';
import { probeProgram, root, usual } from './build.ts';
import {
  assertNear,
  assertShifted,
  assertTimely,
  BOOTTIME,
  LATE_MS,
  MONOTONIC,
  numbers,
  PROCESS_CPU,
  REALTIME,
  runClocks,
  shifts,
  TAI,
  THREAD_CPU,
  TICK_MS,
  test,
  WALL_CLOCKS,
} from './clocks.ts';
import { countsOf, errno, fill, place, run } from './probe.ts';
import { noStrace, straced } from './strace.ts';

const skip = usual.missing;

const CENTURY_MS = 876_599 * 3_600_000;

test('OFFSET shifts a clock back by a century', { skip }, (context) =>
  assertShifted(runClocks(context, 'clock_gettime/realtime:OFFSET:-876599h', [`now ${REALTIME}`]), [-CENTURY_MS]),
);

test('OFFSET shifts every read of every clock but those of processor time', { skip }, (context) => {
  for (const offset of [5000, -250, 0, CENTURY_MS]) {
    const steps = [...WALL_CLOCKS, PROCESS_CPU, THREAD_CPU].map((clock) => `now ${clock}`);
    const result = runClocks(context, `*:OFFSET:${offset}`, steps);
    assertShifted(result, [...WALL_CLOCKS.map(() => offset), 0, 0], TICK_MS);
    const clocks = new Set(result.injections.map(({ target, effect, value }) => `${target} ${effect} ${value}`));
    assert.equal(clocks.size, offset === 0 ? 0 : WALL_CLOCKS.length);
    assert.equal(clocks.has(`clock_gettime/boottime OFFSET ${offset}000000`), offset !== 0, [...clocks].join());
  }
});

test('the example of docs/profile.md shows a program a time behind the year 2038', { skip }, (context) => {
  const page = readFileSync(join(root, 'docs/profile.md'), 'utf8');
  const [rule] = /^- \{ id: after-2038, .*$/m.exec(page) ?? [];
  const profile = parseProfile(Buffer.from(`version: 1\nrules:\n${rule}\n`), 'profile.yml');
  const [{ text } = { text: '' }] = compileProfile(profile);
  const century = 36_500 * 86_400_000;
  assert.ok(Date.now() + century > 2 ** 31 * 1000);
  const steps = [`now ${REALTIME}`, 'gettimeofday', 'timespec_get'];
  assertShifted(runClocks(context, text, steps), [century, century, century], 0.001);
});

test('a clock of processor time is shifted by its name, or its number', { skip }, (context) => {
  const steps = [`now ${PROCESS_CPU}`, `now ${THREAD_CPU}`, `now ${REALTIME}`];
  const rules = 'clock_gettime/process_cputime_id:OFFSET:7s\nclock_gettime/3:OFFSET:9s';
  assertShifted(runClocks(context, rules, steps), [7000, 9000, 0], 1);
});

test('a clock without a name is shifted by its number', { skip }, (context) => {
  const rules = 'clock_gettime/-6:OFFSET:5s\n*:OFFSET:1s';
  assertShifted(runClocks(context, rules, ['now -6', 'now -2']), [5000, 0], 1);
});

test('without a rule all is as it is without the library', { skip }, (context) => {
  const once = [
    ...[
      'now 1',
      'gettimeofday',
      'time',
      'timespec_get',
      'getres 0',
      'nanosleep 10',
      'clock_nanosleep 1 10',
      'usleep 10',
    ],
    ...[
      'thrd_sleep 10',
      'sleep 0',
      'until 1 10',
      'setitimer 10',
      'ualarm 10',
      'timer 1 10',
      'timerat 0 10',
      'timerfd 1 10',
    ],
    ...['timerfdat 0 10', 'left alarm', 'left ualarm', 'left setitimer', 'left timer', 'left timerfd'],
  ];
  const result = runClocks(context, '# none', [...once, ...once]);
  const [shown, exact] = [result.lines.length, 2 * once.length];
  assert.deepEqual([shown, result.injections], [exact, []]);
  for (const [name, wanted] of [
    ['getres', [0, 0]],
    ['nanosleep', [0, 0, 0]],
    ['clock_nanosleep', [0, 0, 0]],
    ['usleep', [0, 0, 0]],
    ['thrd_sleep', [0, 0, 0]],
    ['sleep', [0, 0, 0]],
    ['until', [0]],
  ] as const)
    for (const row of numbers(result, name)) assert.deepEqual(row.slice(0, wanted.length), wanted, name);
  for (const name of ['setitimer', 'ualarm', 'timer', 'timerat', 'timerfd', 'timerfdat'])
    for (const [ms] of numbers(result, name)) assertNear(ms, 9, name);
  const seen = [...result.process.calls].filter(([, calls]) => calls > 0).map(([operation]) => operation);
  assert.deepEqual(seen.sort(), ['alarm', 'getres', 'now', 'sleep', 'timer']);
});

test('gettimeofday, time and timespec_get follow the rules on the realtime clock', { skip }, (context) => {
  const steps = ['gettimeofday', 'timespec_get', 'time'];
  for (const selector of ['*', 'now', 'clock_gettime', 'clock_gettime/realtime', 'clock_gettime/0', 'now/realtime']) {
    const result = runClocks(context, `${selector}:OFFSET:3600000`, steps);
    assertShifted({ ...result, lines: result.lines.slice(0, 2) }, [3_600_000, 3_600_000], 0.001);
    const [, , seconds] = shifts(result);
    assert.ok(seconds && seconds[1] <= 3_600_000, `${seconds}`);
    assertTimely(seconds[1] > 3_599_000 - LATE_MS, `${seconds}`);
  }
  assertShifted(
    runClocks(context, 'clock_gettime/monotonic:OFFSET:5s', ['gettimeofday', 'timespec_get']),
    [0, 0],
    0.001,
  );
});

test('their own name goes before that of the clock they follow', { skip }, (context) => {
  const rules = 'clock_gettime:OFFSET:1s\ngettimeofday:OFFSET:2s\nclock_gettime/realtime:OFFSET:3s\n*:OFFSET:4s';
  const steps = ['gettimeofday', 'timespec_get', `now ${REALTIME}`, `now ${MONOTONIC}`];
  assertShifted(runClocks(context, rules, steps), [2000, 3000, 3000, 1000], 0.001);
});

test('the most specific selector decides: symbol and kind, symbol, operation, *', { skip }, (context) => {
  const rules =
    '*:OFFSET:1s\nnow:OFFSET:2s\nclock_gettime:OFFSET:3s\nclock_gettime/tai:OFFSET:4s\nnow/boottime:OFFSET:5s';
  const steps = [`now ${TAI}`, `now ${MONOTONIC}`, `now ${BOOTTIME}`];
  assertShifted(runClocks(context, rules, steps), [4000, 3000, 3000]);
  const classes = '*:OFFSET:1s\nnow:OFFSET:2s\nnow/boottime:OFFSET:5s\nnow/boottime:OFFSET:6s';
  assertShifted(runClocks(context, classes, steps), [2000, 2000, 5000]);
});

test('effects on one clock compose: RATE, FREEZE, OFFSET, JUMP', { skip }, (context) => {
  const result = runClocks(context, '*:JUMP:1h\n*:OFFSET:2h\n*:RATE:3', [`now ${MONOTONIC}`]);
  assert.deepEqual(
    result.injections.map(({ effect }) => effect),
    ['RATE', 'OFFSET', 'JUMP'],
  );
  const [shift = [0, 0]] = shifts(result);
  assert.ok(shift[0] >= 10_800_000 && shift[1] < 10_810_000, `${shift}`);
  const still = runClocks(context, '*:FREEZE\n*:OFFSET:2s\n*:RATE:100', ['now 0', 'pause 30', 'now 0']);
  const [first, second] = numbers(still);
  assert.ok(first?.[1] && first[1] === second?.[1]);
});

test('a clock that there is not is told by the kernel, whatever the rules', { skip }, (context) => {
  const result = runClocks(context, '*:OFFSET:5\n*:RATE:2\nclock_gettime/99:FREEZE', [
    'bad clock',
    'bad timerfd_gettime',
  ]);
  assert.deepEqual(numbers(result, 'bad'), [
    [-1, errno('EINVAL')],
    [-1, errno('EBADF')],
  ]);
});

test('a read that fails leaves the hit to the next one', { skip }, (context) => {
  const result = runClocks(context, 'now:OFFSET:5000@times=1', ['bad clock', 'bad base', 'now 0']);
  assertShifted(result, [5000]);
});

test('a read that shows the real time is no injection, and none of times', { skip }, (context) => {
  const once = 'clock_gettime:OFFSET:5000@times=1,id=once';
  const result = runClocks(context, once, [`now ${PROCESS_CPU}`, 'bad clock', 'now 0', 'now 0']);
  assertShifted(result, [0, 5000, 0], TICK_MS);
  assert.deepEqual(countsOf(result, 'once'), { matched: 4, injected: 1 });
  const frozen = runClocks(context, 'now:FREEZE@id=once', ['now 0']);
  assert.deepEqual(countsOf(frozen, 'once'), { matched: 1, injected: 0 });
  for (const [symbol, steps] of [
    ['nanosleep', ['bad length', 'nanosleep 0', 'nanosleep 400']],
    ['clock_nanosleep', ['bad clock_nanosleep', 'clock_nanosleep 0 0', 'clock_nanosleep 0 400']],
    ['timer_settime', ['timer 0 0', 'timer 0 400']],
  ] as const) {
    const slept = runClocks(context, `${symbol}:RATE:1000@times=1,id=once`, [...steps]);
    assert.deepEqual(countsOf(slept, 'once'), { matched: steps.length, injected: 1 }, symbol);
    assertNear(slept.lines.at(-1)?.split(' ').map(Number).at(-1), 0, symbol);
  }
});

test('the clock of a timer is known, however many there are', { skip }, (context) => {
  // QEMU has 32.
  const others = usual.emulated ? 31 : 200;
  const result = runClocks(context, 'clock_gettime/realtime:OFFSET:-3600000', [`firsttimer ${MONOTONIC} ${others}`]);
  assertNear(numbers(result, 'firsttimer')[0]?.[0], 10, 'the first');
});

test('FREEZE: a clock stands still in all threads and children, sleeps do not', { skip }, (context) => {
  const steps = ['now 0', 'nanosleep 30', 'now 0', 'gettimeofday', 'now 5', 'thread', 'now 0', 'fork', 'now 0'];
  const result = runClocks(context, 'now/realtime:FREEZE\nclock_gettime/5:FREEZE@id=coarse', steps);
  assertNear(numbers(result, 'nanosleep')[0]?.[3], 30, 'sleep');
  const [first, second, day, coarse, thread, child] = result.lines
    .filter((line) => line.startsWith('now '))
    .map((line) => line.split(' ')[2]);
  assert.deepEqual([second, thread, child], [first, first, first]);
  assert.equal(day?.slice(0, -3), first?.slice(0, -3));
  assert.notEqual(coarse, first);
  assert.ok(result.injections.every(({ effect, value }) => effect === 'FREEZE' && value <= 0n));
});

test('FREEZE: a clock and its coarse form stand still at the same time', { skip }, (context) => {
  const result = runClocks(context, '*:FREEZE', ['now 0', 'now 1', 'now 5', 'now 6', 'time']);
  const [real, monotonic, coarseReal, coarseMonotonic, seconds] = numbers(result).map(([, shown = 0]) => shown);
  assert.deepEqual([coarseReal, coarseMonotonic], [real, monotonic]);
  assert.equal(seconds, Math.floor((real ?? 0) / 1e9) * 1e9);
});

test('FREEZE goes on while other rules change, and begins anew when it was away', { skip }, (context) => {
  const steps = [
    ...['now 0', 'rules *:FREEZE@id=x\nsleep:EINTR', 'now 0', 'rules sleep:EINTR', 'pause 20', 'now 0'],
    ...['rules # none', 'rules *:FREEZE@id=x', 'now 0', 'pause 20', 'now 0'],
  ];
  const shown = numbers(runClocks(context, '*:FREEZE@id=x', steps)).map(([, value]) => value);
  assert.equal(shown[1], shown[0]);
  assert.ok((shown[2] ?? 0) > (shown[1] ?? 0));
  assert.ok((shown[3] ?? 0) > (shown[2] ?? 0));
  assert.equal(shown[4], shown[3]);
});

test('FREEZE goes on while other rules change twice between two reads, and begins anew behind a mistake', {
  skip,
}, (context) => {
  const steps = [
    ...['now 0', 'rules *:FREEZE@id=x\nsleep:EINTR', 'usleep 0', 'rules *:FREEZE@id=x', 'pause 20', 'now 0'],
    ...['rules *:FREEZE@id=x\ntimer:EINVAL', 'rules *:FREEZE@id=x', 'now 0'],
    ...['rules *:FREEZE@id=x\n*:FREZE', 'usleep 0', 'rules *:FREEZE@id=x', 'now 0'],
  ];
  const shown = numbers(runClocks(context, '*:FREEZE@id=x', steps)).map(([, value]) => value);
  assert.deepEqual([shown[1], shown[2]], [shown[0], shown[0]]);
  assert.ok((shown[3] ?? 0) > (shown[2] ?? 0));
});

test('FREEZE: a sleep until a time is no read', { skip }, (context) => {
  const steps = ['now 0', 'rules *:FREEZE', 'sleepto 20', 'now 0', 'now 0'];
  const [[, before = 0] = [], [real = 0, first = 0] = [], [, second] = []] = numbers(
    runClocks(context, '# none', steps),
  );
  assert.ok(first >= real && first - before >= 20e6, `${before} ${real} ${first}`);
  assert.equal(second, first);
});

test('JUMP is a step at that age of the program, in every thread and across fork', { skip }, (context) => {
  const steps = ['now 0', 'now 1', 'pause 250', 'now 0', 'now 1', 'fork', 'now 0', 'thread', 'now 1'];
  const result = runClocks(context, '*:JUMP:1h@from=200ms', steps);
  assertShifted(result, [0, 0, 3_600_000, 3_600_000, 3_600_000, 3_600_000]);
  assertShifted(runClocks(context, '*:JUMP:-5s', ['now 0', 'now 1']), [-5000, -5000]);
});

test('a program that is executed begins anew', { skip }, (context) => {
  const result = runClocks(context, '*:JUMP:1h@from=200ms', ['pause 250', 'now 0', 'exec', 'now 0']);
  assertShifted(result, [3_600_000, 0]);
});

test('a child of fork has the clock of its parent, whatever makes it', { skip }, (context) => {
  const result = runClocks(context, '*:RATE:20\n*:OFFSET:-1h', ['now 1', 'pause 100', 'now 1', 'fork', 'now 1']);
  const [, before, after] = shifts(result);
  assert.ok(before && after && after[1] >= before[0], `${before} then ${after}`);
  assertTimely(after[0] - before[1] < 20 * LATE_MS, `${before} then ${after}`);
});

test('probability and counts hold for reads, and what chance decides does not move a sleep until a time', {
  skip,
}, (context) => {
  const reads = Array.from({ length: 40 }, () => 'now 0');
  const half = runClocks(context, '*:OFFSET:1h@p=0.5,id=x', reads, { seed: 3 });
  const shifted = shifts(half).filter(([least]) => least > 1_000_000).length;
  assert.ok(shifted > 8 && shifted < 32, `${shifted}`);
  const never = runClocks(context, '*:OFFSET:-1h@p=0', ['until 0 50']);
  assertNear(numbers(never, 'until')[0]?.[1], 50, 'sleep');
  assertShifted(runClocks(context, '*:OFFSET:1h@nth=2', ['now 0', 'now 0', 'now 0']), [0, 3_600_000, 0]);
});

test('LATENCY comes before the clock is read, and is no part of the time that rules make', { skip }, (context) => {
  const result = runClocks(context, 'clock_gettime:LATENCY:50ms', ['now 1']);
  const [[before = 0, shown = 0] = []] = numbers(result);
  assert.ok(shown - before >= 50e6);
  const fast = runClocks(context, '*:RATE:100\nnanosleep:LATENCY:60ms', ['nanosleep 100']);
  assertNear(numbers(fast, 'nanosleep')[0]?.[3], 61, 'nanosleep');
});

test('KILL, exe= and site= are those of every library', { skip }, (context) => {
  const reads = ['now 0', 'now 0'];
  assertShifted(runClocks(context, '*:OFFSET:1h@exe=clocks', reads), [3_600_000, 3_600_000]);
  assertShifted(runClocks(context, '*:OFFSET:1h@exe=other', reads), [0, 0]);
  assertShifted(runClocks(context, '*:OFFSET:1h@site=1234abcd', reads), [0, 0]);
  const kill = runClocks(context, 'alarm:KILL:SIGALRM@id=it', ['left alarm']);
  assert.deepEqual(countsOf(kill, 'it'), { matched: 2, injected: 2 });
});

test('getres fails by its own rules, and by those on its clock', { skip }, (context) => {
  const steps = ['getres 0', 'getres 1', 'now 0'];
  const result = runClocks(context, 'clock_getres/monotonic:EINVAL', steps);
  assert.deepEqual(
    numbers(result, 'getres').map(([code]) => code),
    [0, -1],
  );
  const both = runClocks(context, 'getres:EPERM', steps);
  assert.deepEqual(numbers(both, 'getres'), [
    [-1, errno('EPERM')],
    [-1, errno('EPERM')],
  ]);
});

test('threads and signal handlers read clocks at the same time', { skip }, (context) => {
  for (const rules of ['# none', '*:OFFSET:-1h@p=0.5', '*:RATE:3\n*:OFFSET:1h\n*:FREEZE@from=100ms'])
    assert.deepEqual(numbers(runClocks(context, rules, ['storm 200']), 'storm'), [[0]], rules);
});

test('delays of other libraries keep the real time', { skip }, (context) => {
  const rules = { time: '*:RATE:1000\n*:OFFSET:1h\n*:ENOSYS@after=3', io: '*:open:LATENCY:80ms' };
  for (const libraries of [
    ['time', 'io'],
    ['io', 'time'],
  ]) {
    const began = performance.now();
    run(context, 'steps', { rules, libraries, args: ['create a x', 'create b y', 'create c z'] });
    assert.ok(performance.now() - began >= 240);
  }
});

test('reads that nothing is done to, or that are shifted, make no system call of ours', {
  skip: skip ?? noStrace,
}, (context) => {
  const callsOf = (rules: string | undefined) => {
    const at = place(context);
    fill(at, { time: rules ?? '' });
    const object = rules === undefined ? undefined : usual.object('time');
    return straced(at, object, [probeProgram('clocks'), 'reads 0 10000', 'reads 1 10000']).length;
  };
  const bare = callsOf(undefined);
  for (const rules of ['# none', 'sleep:EINTR', 'clock_gettime:EINVAL@p=0', '*:OFFSET:5s\n*:RATE:2', '*:FREEZE'])
    assert.ok(callsOf(rules) - bare < 300, `${rules}: ${callsOf(rules)} system calls, ${bare} without`);
});
