import assert from 'node:assert/strict';
import { usual } from './build.ts';
import {
  assertNear,
  assertShifted,
  assertTimely,
  LATE_MS,
  MONOTONIC,
  numbers,
  PROCESS_CPU,
  REALTIME,
  runClocks,
  shifts,
  TICK_MS,
  test,
} from './clocks.ts';
import { countsOf, errno } from './probe.ts';

const skip = usual.missing;

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
  const steps = ['nanosleep 2000', 'clock_nanosleep 0 2000', 'thrd_sleep 2000', 'usleep 2000', 'sleep 2'];
  // All of them run before one is judged: where the machine is slow, coverage counts them all the same.
  const results = steps.map((step) => [step, runClocks(context, '*:RATE:4', ['interrupt 100', step])] as const);
  for (const [step, result] of results) {
    const [name = ''] = step.split(' ');
    const [[code, error, left = 0, took] = []] = numbers(result, name);
    assertTimely((took ?? 0) < 100 + LATE_MS, `${step}: ${took}`);
    const wanted = { nanosleep: -1, clock_nanosleep: errno('EINTR'), thrd_sleep: -1, usleep: -1, sleep: 1 }[name];
    assert.equal(code, wanted, step);
    assert.equal(error, /^clock|^thrd/.test(step) ? 0 : errno('EINTR'));
    if (/usleep|^sleep/.test(step)) continue;
    assert.ok(left <= 2000, `${step}: ${left} left`);
    assertTimely(left > 1600 - 4 * LATE_MS, `${step}: ${left} left`);
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
    ['sleep:RATE:10\ntimer:RATE:10\nnow:OFFSET:-20s', -20_000],
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

for (const [rules, wanted] of [
  ['now:FREEZE', 150],
  ['now:FREEZE\nsleep:RATE:0.5', 300],
] as const)
  test(`on a clock that stands still a sleep goes on after signals, and the next one is whole: ${rules}`, {
    skip,
  }, (context) => {
    const result = runClocks(context, rules, ['interrupt 40', 'insist 1 150', 'until 1 150']);
    for (const [code, took] of numbers(result, 'until')) {
      assert.equal(code, 0);
      assertNear(took, wanted - 1, 'sleep');
    }
  });

test('RATE begins where its time begins, without a leap', { skip }, (context) => {
  const result = runClocks(context, '*:RATE:10@from=600ms', ['now 1', 'pause 650', 'now 1', 'pause 100', 'now 1']);
  const [before, first, second] = shifts(result);
  assert.ok(before && before[0] <= 0 && before[1] >= 0, `${before}`);
  assert.ok(first && first[0] > 300, `${first}`);
  assertTimely(first[1] < 9 * (50 + LATE_MS), `${first}`);
  assert.ok(second && second[0] - first[1] >= 890, `${first} then ${second}`);
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
    ['setitimer', 100_000, 100_000, 1_500_000_000],
    ['virtual', 100_000, 100_000, 1_500_000_000],
    ['timer', 100_000, 100_000, 1_500_000_000],
    ['cpu', 100_000, 100_000, 1_500_000_000],
    ['timerfd', 100_000, 100_000, 1_500_000_000],
    ['alarm', -1, 100_000, -1],
    ['ualarm', -1, 900, -1],
  ] as const)
    for (const rate of [0.5, 0.9, 1, 1.9, 3.7, 7]) {
      const [[asked = 0, left = 0, interval] = []] = numbers(
        runClocks(context, `*:RATE:${rate}`, [`left ${name}`]),
        'left',
      );
      assert.equal(interval, period, `${name} at ${rate}`);
      for (const [actual, wanted] of [
        [asked, first],
        [left, second],
      ] as const) {
        const message = `${name} at ${rate}: ${actual} of ${wanted}`;
        assert.ok(actual <= wanted + TICK_MS, message);
        assertTimely(actual >= wanted - 7 * LATE_MS, message);
      }
    }
});

test('RATE: calls on timers that the kernel refuses, or that it changes nothing of, are no injections, and none of times', {
  skip,
}, (context) => {
  const bad = ['setitimer', 'second', 'period', 'age', 'ualarm', 'interval', 'getitimer', 'timerfd', 'timerfd_gettime'];
  const steps = [...bad, 'timer'].map((name) => `bad ${name}`);
  const idle = [...steps, 'left virtual', 'left cpu', 'stop'];
  const rules = 'timer:RATE:4@times=1,id=once\nalarm:RATE:4@times=1,id=alarm';
  const result = runClocks(context, rules, [...idle, 'setitimer 800', 'alarm 1']);
  assert.deepEqual(countsOf(result, 'once'), { matched: steps.length + 3 + 3 + 4 + 1, injected: 1 });
  assert.deepEqual(countsOf(result, 'alarm'), { matched: 2, injected: 1 });
  assert.deepEqual(
    result.injections.map(({ symbol, value }) => [symbol, value]),
    [
      ['setitimer', -600_000_000n],
      ['alarm', -750_000_000n],
    ],
  );
});

test('RATE: an interval in microseconds is told as it was set where the timer is not faster', { skip }, (context) => {
  for (const [rate, injected] of [
    [1, 0],
    [0.1, 3],
  ] as const) {
    const result = runClocks(context, `timer:RATE:${rate}@id=it`, ['left setitimer odd']);
    assert.equal(numbers(result, 'left')[0]?.[2], 1_500_001_000);
    assert.equal(countsOf(result, 'it').injected, injected);
  }
});

test('RATE: what is told of what is left of a timer is recorded, each call once', { skip }, (context) => {
  for (const name of ['setitimer', 'timer', 'timerfd']) {
    const { injections } = runClocks(context, 'timer:RATE:4', [`left ${name}`]);
    const [set, asked, stopped, ...rest] = injections.map(({ value }) => Number(value) / 1e9);
    assert.deepEqual([set, rest], [-75, []], name);
    for (const told of [asked, stopped]) {
      assert.ok(told && told <= 75, `${name}: ${told}`);
      assertTimely(told > 75 - LATE_MS / 1000, `${name}: ${told}`);
    }
  }
});

test('timers of more than a hundred years are as far away as can be told, at any rate', { skip }, (context) => {
  const far = 5_000_000_000;
  for (const [rules, asked] of [
    ['timer:RATE:0.3', 1_620_000_000],
    ['timer:RATE:1000', far],
    ['now:OFFSET:90000h\ntimer:RATE:0.3', 1_620_000_000],
  ] as const) {
    const [[left, until = 0] = []] = numbers(runClocks(context, rules, [`far ${far}`]), 'far');
    assert.ok(left && Math.abs(left - asked) <= 2, `${rules}: ${left}`);
    assert.ok(until > 1e9 && until <= asked, `${rules}: until ${until}`);
  }
  const changed = runClocks(context, '# none', [`far ${far}`, 'rules timer:RATE:1000', 'far 0']);
  assert.deepEqual(numbers(changed, 'far')[1], [9_223_372_036, 9_223_372_036]);
  assert.deepEqual(numbers(runClocks(context, 'timer:RATE:2', ['far 6000000000']), 'far')[0]?.[0], 5_999_999_999);
});

test('RATE: what is very short stays longer than nothing, what cannot be is left to the kernel', {
  skip,
}, (context) => {
  const steps = ['setitimer 1', 'least', 'timer 1 1', 'bad length', 'bad clock_nanosleep', 'bad until', 'bad moment'];
  // QEMU's own sleeps as long as whatever it has in place of what it cannot read.
  if (!usual.emulated) steps.push('bad nanosleep');
  const result = runClocks(context, '*:RATE:1000', [
    ...steps,
    ...['bad setitimer', 'bad timer', 'bad timerfd', 'bad second', 'bad period', 'bad age', 'bad ualarm'],
  ]);
  assert.deepEqual(numbers(result, 'bad'), [
    [-1, errno('EINVAL')],
    [errno('EFAULT'), 0],
    [errno('EFAULT'), 0],
    [errno('EINVAL'), 0],
    ...(usual.emulated ? [] : [[-1, errno('EFAULT')]]),
    [-1, errno('EFAULT')],
    [-1, errno('EFAULT')],
    [-1, errno('EBADF')],
    ...Array.from({ length: 3 }, () => [-1, errno('EINVAL')]),
    [0, errno('EINVAL')],
  ]);
  for (const step of ['setitimer', 'least']) assertNear(numbers(result, step)[0]?.[0], 0, step);
  assert.deepEqual(numbers(runClocks(context, 'timer:RATE:0.001', ['small']), 'small'), [[1]]);
});

for (const from of ['', '@from=10ms'])
  test(`a clock of processor time runs from nothing at its rate: RATE${from}`, { skip }, (context) => {
    const [[before = 0, shown = 0, after = 0] = []] = numbers(
      runClocks(context, `clock_gettime/process_cputime_id:RATE:3${from}`, ['pause 20', `now ${PROCESS_CPU}`]),
    );
    assert.ok(before > 0 && shown >= 3 * before && shown <= 3 * after, `${before} ${shown} ${after}`);
  });
