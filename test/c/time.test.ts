import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { probeProgram, root, usual } from './build.ts';
import { countsOf, errno, fill, limit, type Place, place, type Recorded, run, type Trial } from './probe.ts';
import { noStrace, straced } from './strace.ts';

const skip = usual.missing;

const REALTIME = 0;
const MONOTONIC = 1;
const PROCESS_CPU = 2;
const THREAD_CPU = 3;
const MONOTONIC_RAW = 4;
const REALTIME_COARSE = 5;
const MONOTONIC_COARSE = 6;
const BOOTTIME = 7;
const TAI = 11;
const WALL_CLOCKS = [REALTIME, MONOTONIC, MONOTONIC_RAW, REALTIME_COARSE, MONOTONIC_COARSE, BOOTTIME, TAI];

/** What is late because the machine is busy, in milliseconds. */
const LATE_MS = 300;

/** Runs c/test/probe/clocks.c under rules. */
function runClocks(context: TestContext, rules: string, steps: string[], trial: Trial = {}): Recorded {
  return run(context, 'clocks', { ...trial, rules, libraries: ['time'], args: steps });
}

/** The numbers of the lines of a step. */
function numbers({ lines }: Recorded, step = 'now'): number[][] {
  return lines.filter((line) => line.startsWith(`${step} `)).map((line) => line.split(' ').slice(1).map(Number));
}

/** By how much each read was off the real clock, in milliseconds, at least and at most. */
function shifts({ lines }: Recorded): [least: number, most: number][] {
  return lines
    .filter((line) => line.startsWith('now '))
    .map((line) => {
      const [before = 0n, shown = 0n, after = 0n] = line.split(' ').slice(1).map(BigInt);
      return [Number(shown - after) / 1e6, Number(shown - before) / 1e6];
    });
}

/** Each read was off by this much, and nothing else: in milliseconds. */
function assertShifted(result: Recorded, expected: number[], tolerance = 0): void {
  const found = shifts(result);
  assert.equal(found.length, expected.length, result.lines.join('\n'));
  for (const [i, [least, most]] of found.entries()) {
    const wanted = expected[i] ?? 0;
    assert.ok(least - tolerance <= wanted && wanted <= most + tolerance, `${i}: ${least} to ${most} is not ${wanted}`);
  }
}

function assertNear(actual: number | undefined, wanted: number, what: string): void {
  assert.ok(
    actual !== undefined && actual >= Math.floor(wanted) && actual <= wanted + LATE_MS,
    `${what}: ${actual}, not ${wanted}`,
  );
}

/** A coarse clock is up to one tick of the kernel behind, and processor time is counted in them. */
const TICK_MS = 15;

test('OFFSET shifts every read of every clock but those of processor time', { skip }, (context) => {
  for (const offset of [5000, -250, 0]) {
    const steps = [...WALL_CLOCKS, PROCESS_CPU, THREAD_CPU].map((clock) => `now ${clock}`);
    const result = runClocks(context, `*:OFFSET:${offset}`, steps);
    assertShifted(result, [...WALL_CLOCKS.map(() => offset), 0, 0], TICK_MS);
    const clocks = new Set(result.injections.map(({ target, effect, value }) => `${target} ${effect} ${value}`));
    assert.equal(clocks.size, WALL_CLOCKS.length);
    assert.ok(
      clocks.has(`clock_gettime/boottime OFFSET ${offset}000000`.replace(' 0000000', ' 0')),
      [...clocks].join(),
    );
  }
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
    assert.ok(seconds && seconds[1] <= 3_600_000 && seconds[1] > 3_599_000 - LATE_MS, `${seconds}`);
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

test('RATE: a clock runs so many times as fast, and sleeps are as much shorter', { skip }, (context) => {
  const steps = ['nanosleep 800', 'clock_nanosleep 1 800', 'usleep 800', 'thrd_sleep 800', 'sleep 1'];
  for (const step of steps) {
    const [name = ''] = step.split(' ');
    const result = runClocks(context, '*:RATE:16', [step]);
    const [[code, , , took, seems] = []] = numbers(result, name);
    const wanted = step === 'sleep 1' ? 1000 : 800;
    assert.equal(code, 0);
    assertNear(took, wanted / 16, `${step} took`);
    assertNear((seems ?? 0) / 16, wanted / 16, `${step} seems to have taken`);
    const [injection] = result.injections.filter(({ effect, operation }) => effect === 'RATE' && operation === 'sleep');
    assert.equal(injection?.value, BigInt((wanted / 16 - wanted) * 1e6));
  }
});

test('RATE below one: everything takes longer', { skip }, (context) => {
  const result = runClocks(context, '*:RATE:0.25', ['nanosleep 50', 'setitimer 50']);
  assertNear(numbers(result, 'nanosleep')[0]?.[3], 200, 'sleep');
  assertNear(numbers(result, 'setitimer')[0]?.[0], 199, 'timer');
});

test('RATE: a sleep that is interrupted tells what is left as the program counts it', { skip }, (context) => {
  for (const step of ['nanosleep 2000', 'clock_nanosleep 0 2000', 'thrd_sleep 2000', 'usleep 2000', 'sleep 2']) {
    const [name = ''] = step.split(' ');
    const result = runClocks(context, '*:RATE:4', ['interrupt 100', step]);
    const [[code, error, left = 0, took] = []] = numbers(result, name);
    assert.ok((took ?? 0) < 100 + LATE_MS, `${step}: ${took}`);
    const wanted = { nanosleep: -1, clock_nanosleep: errno('EINTR'), thrd_sleep: -1, usleep: -1, sleep: 1 }[name];
    assert.equal(code, wanted, step);
    assert.equal(error, /^clock|^thrd/.test(step) ? 0 : errno('EINTR'));
    if (!/usleep|^sleep/.test(step)) assert.ok(left <= 2000 && left > 1600 - 4 * LATE_MS, `${step}: ${left} left`);
  }
});

test('RATE: sleeps alone, clocks alone', { skip }, (context) => {
  const sleeps = runClocks(context, 'sleep:RATE:10', ['nanosleep 1000', 'now 1']);
  assertNear(numbers(sleeps, 'nanosleep')[0]?.[3], 100, 'sleep');
  assertShifted(sleeps, [0]);
  const clocks = runClocks(context, 'clock_gettime:RATE:4', ['nanosleep 100', 'gettimeofday', 'now 1']);
  assertNear(numbers(clocks, 'nanosleep')[0]?.[3], 100, 'sleep');
  assert.ok(shifts(clocks).every(([least]) => least >= 300));
});

test('RATE of sleeps and timers alone brings the time nearer until which they wait, on any clock', {
  skip,
}, (context) => {
  const steps = [MONOTONIC, REALTIME].flatMap((clock) => [
    `until ${clock} 1000`,
    `until ${clock} -1000`,
    `timerat ${clock} 1000`,
    `timerfdat ${clock} 1000`,
  ]);
  for (const [rules, shift] of [
    ['sleep:RATE:10\ntimer:RATE:10', 0],
    ['*:RATE:10\nnow:RATE:1', 0],
    ['sleep:RATE:10\ntimer:RATE:10\nnow:OFFSET:-1h', -3_600_000],
  ] as const) {
    const result = runClocks(context, rules, [...steps, 'now 1']);
    for (const [code, took] of numbers(result, 'until').filter((_, i) => i % 2 === 0)) {
      assert.equal(code, 0);
      assertNear(took, 99, `a sleep under ${rules}`);
    }
    for (const [, took] of numbers(result, 'until').filter((_, i) => i % 2 === 1)) assertNear(took, 0, 'what is past');
    for (const name of ['timerat', 'timerfdat'])
      for (const [took] of numbers(result, name)) assertNear(took, 99, `${name} under ${rules}`);
    assertShifted(result, [shift]);
    const slept = result.injections.filter(({ effect, operation }) => effect === 'RATE' && operation === 'sleep');
    assert.equal(slept.length, 2);
    for (const { value } of slept) assert.ok(value < -800_000_000n && value >= -900_000_000n, `${value}`);
  }
});

test('RATE of sleeps alone: who sleeps on after signals until a time does so no longer than without them', {
  skip,
}, (context) => {
  for (const clock of [MONOTONIC, REALTIME]) {
    const result = runClocks(context, 'sleep:RATE:10', ['interrupt 40', `insist ${clock} 2000`]);
    const [[code, took] = []] = numbers(result, 'until');
    assert.equal(code, 0);
    assertNear(took, 199, 'sleep');
  }
});

test('RATE begins where its time begins, without a leap', { skip }, (context) => {
  const result = runClocks(context, '*:RATE:10@from=600ms', ['now 1', 'pause 650', 'now 1', 'pause 100', 'now 1']);
  const [before, first, second] = shifts(result);
  assert.ok(before && before[0] <= 0 && before[1] >= 0, `${before}`);
  assert.ok(first && first[0] > 300 && first[1] < 9 * (50 + LATE_MS), `${first}`);
  assert.ok(second && second[0] - first[1] >= 890, `${first} then ${second}`);
});

for (const [rules, shown] of [
  ['*:OFFSET:3600000', 'ahead'],
  ['*:OFFSET:-3600000', 'behind'],
  ['*:RATE:20', 'fast'],
  ['*:RATE:20\n*:OFFSET:-3600000', 'fast and behind'],
  ['clock_gettime:RATE:20', 'fast, with sleeps that are not'],
  ['clock_gettime/realtime:OFFSET:1h\nclock_gettime/1:OFFSET:2h\nclock_gettime/boottime:JUMP:3h', 'each by its own'],
  ['*:FREEZE', 'still'],
] as const)
  test(`a sleep until a time ends when the clock that is ${shown} shows it`, { skip }, (context) => {
    const rate = rules.includes('RATE') ? 20 : 1;
    const spanMs = rate * 50;
    for (const clock of [REALTIME, BOOTTIME]) {
      const steps = [
        `until ${clock} ${spanMs}`,
        `timerat ${clock} ${spanMs}`,
        `timerfdat ${clock} ${spanMs}`,
        `until ${clock} -1000`,
      ];
      const result = runClocks(context, rules, steps);
      const [[code, took, late = 0] = [], past] = numbers(result, 'until');
      assert.equal(code, 0);
      assertNear(took, spanMs / rate, 'sleep');
      if (shown !== 'still') assert.ok(late >= 0 && late < rate * LATE_MS * 1000, `${late} late`);
      assertNear(numbers(result, 'timerat')[0]?.[0], spanMs / rate - 1, 'timer');
      assertNear(numbers(result, 'timerfdat')[0]?.[0], spanMs / rate - 1, 'timerfd');
      assertNear(past?.[1], 0, 'what is past');
    }
  });

test('timers shrink with RATE, tell what is left as the program counts it, and a clock of processor time is none of it', {
  skip,
}, (context) => {
  const steps = ['alarm 1', 'ualarm 800', 'setitimer 800', 'timer 1 800', 'timerfd 1 800', 'timer 0 800'];
  const result = runClocks(context, '*:RATE:4\nalarm:RATE:5', steps);
  for (const step of steps) {
    const [name = ''] = step.split(' ');
    assertNear(numbers(result, name)[0]?.[0], 199, step);
  }
  assertNear(numbers(runClocks(context, 'timer:RATE:5', ['interval 100']), 'interval')[0]?.[0], 199, 'interval');
  for (const [name, first, second, period] of [
    ['setitimer', 100_000, 100_000, 10_000],
    ['virtual', 100_000, 100_000, 10_000],
    ['timer', 100_000, 100_000, 10_000],
    ['cpu', 100_000, 100_000, 10_000],
    ['timerfd', 100_000, 100_000, 10_000],
    ['alarm', -1, 100_000, -1],
    ['ualarm', -1, 900, -1],
  ] as const)
    for (const rate of [0.5, 1, 4]) {
      const [[asked = 0, left = 0, interval = 0] = []] = numbers(
        runClocks(context, `*:RATE:${rate}`, [`left ${name}`]),
        'left',
      );
      for (const [actual, wanted] of [
        [asked, first],
        [left, second],
        [interval, period],
      ] as const)
        assert.ok(
          actual <= wanted + TICK_MS && actual >= wanted - 4 * LATE_MS,
          `${name} at ${rate}: ${actual} of ${wanted}`,
        );
    }
});

test('RATE: what is very short stays longer than nothing, what cannot be is left to the kernel', {
  skip,
}, (context) => {
  const steps = ['setitimer 1', 'least', 'timer 1 1', 'bad length', 'bad clock_nanosleep', 'bad until', 'bad moment'];
  // QEMU's own sleeps as long as whatever it has in place of what it cannot read.
  if (!usual.emulated) steps.push('bad nanosleep');
  const result = runClocks(context, '*:RATE:1000', [...steps, 'bad setitimer', 'bad timer', 'bad timerfd']);
  assert.deepEqual(numbers(result, 'bad'), [
    [-1, errno('EINVAL')],
    [errno('EFAULT'), 0],
    [errno('EFAULT'), 0],
    [errno('EINVAL'), 0],
    ...(usual.emulated ? [] : [[-1, errno('EFAULT')]]),
    [-1, errno('EFAULT')],
    [-1, errno('EFAULT')],
    [-1, errno('EBADF')],
  ]);
  for (const step of ['setitimer', 'least']) assertNear(numbers(result, step)[0]?.[0], 0, step);
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

/** Runs steps that set clocks; what is behind the library in place of the libc's functions only notes what they want. */
function runSets(context: TestContext, rules: string, steps: string[], step = 'set'): string[][] {
  const behind = [probeProgram('machine', usual, ['-shared', '-fPIC'])];
  const { lines } = runClocks(context, rules, steps, { behind });
  const said = lines.filter((line) => line.startsWith(`${step} `)).map((line) => line.split(' ').slice(1));
  assert.equal(said.length, steps.filter((text) => text.startsWith(`${step} `)).length, lines.join('\n'));
  return said;
}

const SETTERS = ['clock_settime', 'settimeofday', 'stime'];

for (const [rules, rate] of [
  ['# none', 1],
  ['*:OFFSET:1h', 1],
  ['now:OFFSET:-1h', 1],
  ['clock_gettime/realtime:JUMP:90m', 1],
  ['*:JUMP:1h@until=1ms', 1],
  ['*:OFFSET:1h@p=0', 1],
  ['clock_gettime/monotonic:FREEZE\nnow/boottime:OFFSET:1h@p=0.5', 1],
  ['*:RATE:20\n*:OFFSET:-2h\n*:JUMP:3s', 20],
  ['*:RATE:0.5', 0.5],
] as const)
  test(`a program that sets the clock by what it sees sets the machine's right: ${rules}`, { skip }, (context) => {
    for (const ms of [0, 100_000, -100_000]) {
      const sets = runSets(context, rules, ['pause 2', ...SETTERS.map((name) => `set ${name} ${ms}`)]);
      for (const [i, [result, error, call, moved]] of sets.entries()) {
        const shifted = /OFFSET:1h$|OFFSET:-|JUMP:90|RATE/.test(rules);
        assert.deepEqual(
          [result, error, call],
          ['0', '0', SETTERS[i] === 'stime' && shifted ? 'clock_settime' : SETTERS[i]],
        );
        const [least, most] = [SETTERS[i] === 'stime' ? (ms - 1000) / rate : ms / rate, ms / rate + LATE_MS];
        assert.ok(Number(moved) >= least - 2 && Number(moved) <= most, `${SETTERS[i]} ${ms}: ${moved}`);
      }
    }
  });

for (const rules of [
  '*:FREEZE',
  'now/realtime:FREEZE\n*:OFFSET:1h',
  '*:OFFSET:1h@p=0.5',
  'now:JUMP:1h@times=1000',
  'now:OFFSET:1h@nth=9',
  `clock_gettime:OFFSET:1h@site=${'0'.repeat(15)}1`,
  'gettimeofday:OFFSET:1h',
  'time:RATE:2',
  'clock_gettime/realtime:OFFSET:1h\ntimespec_get:OFFSET:2h',
])
  test(`a clock that is not set right is not set: ${rules}`, { skip }, (context) => {
    const sets = runSets(
      context,
      rules,
      SETTERS.map((name) => `set ${name} 0`),
    );
    assert.deepEqual(
      sets,
      SETTERS.map(() => ['-1', `${errno('EPERM')}`, 'none', '0']),
    );
  });

test('times and clocks that cannot be set are left to the kernel, and those that are too far away refused', {
  skip,
}, (context) => {
  const steps = [
    ...['setto clock_settime -1 0', 'setto clock_settime 5 1000000000', 'setto settimeofday 5 1000000000'],
    ...['setto stime -1 0', 'setto monotonic 5 7', 'setto zone 0 0', 'setto nowhere 0 0'],
  ];
  const passed = [
    '0 0 clock_settime 0 -1 0',
    '0 0 clock_settime 0 5 1000000000',
    '0 0 settimeofday 0 5 1000000',
    '0 0 stime 0 -1 0',
    '0 0 clock_settime 1 5 7',
    '0 0 settimeofday 0 -1 -1',
    '0 0 clock_settime 0 -1 -1',
  ];
  for (const rules of ['# none', '*:OFFSET:1h', '*:FREEZE'])
    assert.deepEqual(
      runSets(context, rules, steps, 'setto').map((words) => words.join(' ')),
      passed,
    );
  const far = runSets(
    context,
    '*:OFFSET:1h',
    ['setto clock_settime 5000000000 0', 'setto settimeofday 4000000000 0'],
    'setto',
  );
  assert.deepEqual(
    far.map(([result, error, call]) => [result, error, call]),
    [
      ['-1', `${errno('EPERM')}`, 'none'],
      ['-1', `${errno('EPERM')}`, 'none'],
    ],
  );
});

test('a sleep until a time on a clock of processor time ends as it does without a rule on all clocks', {
  skip,
}, (context) => {
  for (const rules of ['*:OFFSET:-1h', '*:RATE:0.5\n*:FREEZE'])
    assert.equal(numbers(runClocks(context, rules, [`until ${PROCESS_CPU} 0`]), 'until')[0]?.[0], 0, rules);
});

test('a sleep until a time takes as long as it would have on a clock that stands still until it is right again', {
  skip,
}, (context) => {
  const result = runClocks(context, '*:OFFSET:5s@until=100ms', ['now 1', 'pause 150', 'until 1 50', 'until 1 70']);
  assert.deepEqual(
    numbers(result, 'until').map(([code]) => code),
    [0, 0],
  );
  for (const [at, wanted] of [50, 70].entries()) assertNear(numbers(result, 'until')[at]?.[1], wanted, 'sleep');
});

test('a sleep until a time that a slow clock never shows goes on', { skip }, (context) => {
  const result = runClocks(context, '*:RATE:0.001', ['interrupt 100', `until 0 ${2 * 365 * 86_400_000}`]);
  const [[code, took = 0] = []] = numbers(result, 'until');
  assert.equal(code, errno('EINTR'));
  assertNear(took, 99, 'sleep');
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
  assert.ok(before && after && after[1] >= before[0] && after[0] - before[1] < 20 * LATE_MS, `${before} then ${after}`);
});

for (const [name, rules, clock] of [
  ['an offset that is taken away', 'OFFSET:100', MONOTONIC],
  ['a rate that is taken away', 'RATE:3', BOOTTIME],
  ['a jump that is taken away', 'JUMP:100', MONOTONIC_RAW],
] as const)
  test(`a monotonic clock does not run backwards after ${name}, it waits`, { skip }, (context) => {
    const steps = [`back ${clock} 60`, 'rules # none', `back ${clock} 250`, `now ${clock}`];
    const result = runClocks(context, `*:${rules}`, steps);
    const [first, second] = numbers(result, 'back');
    assert.deepEqual([first?.[0], second?.[0]], [0, 0]);
    assert.ok((second?.[1] ?? 0) >= 50, `${second}`);
    assertShifted(result, [0]);
  });

for (const [name, before, rules] of [
  ['seen', '*:OFFSET:0', '*:OFFSET:-100'],
  ['unseen', '# none', '*:OFFSET:-100'],
  ['read by another function', '# none', 'now:JUMP:-100'],
  ['frozen', '*:OFFSET:100', '*:FREEZE'],
] as const)
  test(`a monotonic clock that the thread has ${name} does not run backwards when a rule would have it`, {
    skip,
  }, (context) => {
    for (const clock of [MONOTONIC, MONOTONIC_RAW, MONOTONIC_COARSE, BOOTTIME]) {
      const result = runClocks(context, before, [`now ${clock}`, `rules ${rules}`, `now ${clock}`, `back ${clock} 30`]);
      const [[, first = 0] = [], [, second = 0] = []] = numbers(result);
      assert.ok(second >= first, `${second} after ${first}`);
      assert.deepEqual(numbers(result, 'back')[0]?.[0], 0);
    }
  });

test('a rule that names the monotonic clock makes it run backwards', { skip }, (context) => {
  const steps = ['now 1', 'rules clock_gettime/monotonic:OFFSET:-1h', 'now 1', 'now 7'];
  assertShifted(runClocks(context, '# none', steps), [0, -3_600_000, 0]);
  const jump = runClocks(context, 'now/monotonic:JUMP:-1h@from=100ms', ['now 1', 'pause 120', 'now 1']);
  assertShifted(jump, [0, -3_600_000]);
});

test('a rule that names the monotonic clock leaves nothing behind, when it is over and where it does not fire', {
  skip,
}, (context) => {
  const over = runClocks(context, 'clock_gettime/monotonic:OFFSET:1h@until=100ms', ['now 1', 'pause 120', 'now 1']);
  assertShifted(over, [3_600_000, 0]);
  const second = runClocks(context, 'clock_gettime/monotonic:OFFSET:1h@nth=2', ['now 1', 'now 1', 'now 1']);
  assertShifted(second, [0, 3_600_000, 0]);
});

test('the realtime clock goes where a rule says', { skip }, (context) => {
  assertShifted(
    runClocks(context, '# none', ['now 0', 'rules *:OFFSET:-1h', 'now 0', 'gettimeofday']),
    [0, -3_600_000, -3_600_000],
    0.001,
  );
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

test('EINTR: a sleep leaves all of it, each in its own way', { skip }, (context) => {
  const steps = [
    'nanosleep 3000',
    'clock_nanosleep 1 3000',
    'thrd_sleep 3000',
    'usleep 3000',
    'sleep 3',
    'until 1 3000',
  ];
  const result = runClocks(context, 'sleep:EINTR@id=it', steps);
  const EINTR = errno('EINTR');
  assert.deepEqual(
    steps
      .map((step) => step.split(' ')[0] ?? '')
      .map((name) => numbers(result, name)[0]?.slice(0, name === 'until' ? 1 : 3)),
    [[-1, EINTR, 3000], [EINTR, 0, 3000], [-1, 0, 3000], [-1, EINTR, 0], [3, EINTR, 0], [EINTR]],
  );
  assert.deepEqual(countsOf(result, 'it'), { matched: 6, injected: 6 });
  assert.deepEqual(
    result.injections.map(({ target }) => target),
    ['nanosleep', 'clock_nanosleep/monotonic', 'thrd_sleep', 'usleep', 'sleep', 'clock_nanosleep/monotonic'],
  );
});

test('another errno leaves nothing, and a bad pointer is left alone', { skip }, (context) => {
  const result = runClocks(context, 'nanosleep:EINVAL\nclock_nanosleep:EINTR', [
    'nanosleep 3000',
    'bad clock_nanosleep',
  ]);
  assert.deepEqual(numbers(result, 'nanosleep')[0]?.slice(0, 3), [-1, errno('EINVAL'), 0]);
  assert.deepEqual(numbers(result, 'bad'), [[errno('EINTR'), 0]]);
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

for (const [rule, where] of [
  [
    'clock_getime:EINVAL',
    '1:1: unknown symbol: expected \\*, a symbol of this library or an operation; did you mean clock_gettime',
  ],
  ['clock_gettime/realtme:EINVAL', '1:1: unknown clock: expected a name, as in clock_gettime/realtime, or a number'],
  ['nanosleep/monotonic:EINTR', '1:1: nothing is told apart behind this name'],
  ['alarm:EINVAL', '1:1: no operation of this selector has such an effect'],
  ['*:alarm:FAIL_AFTER:EINVAL,1', '1:3: this operation has no such effect'],
  ['nanosleep:OFFSET:5', '1:1: no operation of this selector has such an effect'],
  ['*:sleep:FREEZE', '1:3: this operation has no such effect'],
  ['clock_gettime:OFFSET:soon', '1:22: expected a duration, as in -250ms'],
  ['*:RATE:0', '1:8: expected a factor from 0.001 to 1000'],
  ['*:RATE', '1:3: this effect needs a value'],
  ['*:slep:EINTR', '1:3: unknown operation'],
  ['timer_create:EAGAIN', '1:1: no fault befalls calls of this symbol'],
  ['/etc:EIO', '1:1: unknown symbol'],
] as const)
  test(`${rule} is refused with its place and its reason`, { skip }, (context) => {
    const result = runClocks(context, rule, ['now 0']);
    assert.match(result.stderr, new RegExp(`^chaos-time: \\S+/time.conf:${where}[^\\n]*; no faults are injected\\n$`));
    assertShifted(result, [0]);
  });

/** The rules that stand as examples in the library's page. */
const examples = readFileSync(join(root, 'docs/libraries/time.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('    '))
  .map((line) => line.trim());

test('the page of the library has examples', () => assert.ok(examples.length > 5));

for (const rule of [
  '*:EINTR',
  'nanosleep:EINTR:0.3',
  'nanosleep:sleep:ERRNO:EINTR@0.3',
  'sleep:sleep:EINTR',
  'sleep:EINTR',
  '*:sleep:EINTR',
  'clock_gettime/monotonic:OFFSET:-250',
  'clock_gettime/realtime:now:OFFSET:+250ms@from=1s',
  'clock_gettime/7:EINVAL:0.5',
  'clock_gettime/-6:EINVAL',
  'clock_nanosleep/tai:EINVAL',
  '*:OFFSET:0',
  '*:OFFSET:1',
  '*:RATE:0.5',
  '*:RATE:2:0.5',
  '*:FREEZE:0.5',
  'usleep:FAIL_AFTER:EINTR,3',
  'now/tai:FREEZE',
  'timer:EINVAL',
  'alarm:LATENCY:5',
  'alarm:RATE:2',
  'getres:LATENCY:normal(1ms,1ms)',
  ...examples,
])
  test(`${rule} is a rule`, { skip }, (context) => {
    const result = runClocks(context, rule, []);
    assert.deepEqual([result.stderr, result.process.rulesInvalid], ['', false]);
  });

test('a sleep can be cancelled and cleans up, whatever the rules', { skip }, (context) => {
  const calls = ['nanosleep', 'clock_nanosleep', 'until', 'usleep', 'sleep', 'thrd_sleep'];
  for (const rules of ['# none', 'sleep:EINTR@p=0', '*:RATE:0.5\n*:OFFSET:-1h']) {
    const result = runClocks(
      context,
      rules,
      calls.map((call) => `cancel ${call}`),
    );
    assert.deepEqual(
      numbers(result, 'cancel'),
      calls.map(() => [12, 1]),
    );
  }
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

test('a clock of processor time runs from nothing at its rate', { skip }, (context) => {
  const [[before = 0, shown = 0, after = 0] = []] = numbers(
    runClocks(context, 'clock_gettime/process_cputime_id:RATE:3', [`now ${PROCESS_CPU}`]),
  );
  assert.ok(before > 0 && shown >= 3 * before && shown <= 3 * after, `${before} ${shown} ${after}`);
});

test('a sleep until a time that the program has seen is not longer because the clock went back', {
  skip,
}, (context) => {
  const rules = '*:OFFSET:-1h@from=300ms';
  const result = runClocks(context, rules, [`now ${MONOTONIC}`, 'pause 350', `until ${MONOTONIC} 50`]);
  assertNear(numbers(result, 'until')[0]?.[1], 50, 'until');
});

test('threads that share the counts of calls have shifted clocks that never go back', { skip }, (context) => {
  const prepare = ({ run }: Place) => limit(run, 512 * 1024 + 8192);
  const steps = [...Array(12).fill(['now 1', 'thread']).flat(), 'now 1', 'now 0'];
  assertShifted(runClocks(context, '*:OFFSET:1h', steps, { prepare }), Array(14).fill(3_600_000));
});
