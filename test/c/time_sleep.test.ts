import assert from 'node:assert/strict';
import { usual } from './build.ts';
import {
  assertNear,
  assertTimely,
  BOOTTIME,
  LATE_MS,
  MONOTONIC,
  numbers,
  PROCESS_CPU,
  REALTIME,
  runClocks,
  test,
} from './clocks.ts';
import { countsOf, errno } from './probe.ts';

const skip = usual.missing;

for (const [rules, shown] of [
  ['*:OFFSET:3600000', 'ahead'],
  ['*:OFFSET:-3600000', 'behind'],
  ['*:OFFSET:876599h', 'a century ahead'],
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
      if (shown !== 'still') {
        assert.ok(late >= 0, `${late} late`);
        assertTimely(late < rate * LATE_MS * 1000, `${late} late`);
      }
      assertNear(numbers(result, 'timerat')[0]?.[0], spanMs / rate - 1, 'timer');
      assertNear(numbers(result, 'timerfdat')[0]?.[0], spanMs / rate - 1, 'timerfd');
      assertNear(past?.[1], 0, 'what is past');
    }
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

test('a sleep until a time that the program has seen is not longer because the clock went back', {
  skip,
}, (context) => {
  const rules = '*:OFFSET:-1h@from=300ms';
  const result = runClocks(context, rules, [`now ${MONOTONIC}`, 'pause 350', `until ${MONOTONIC} 50`]);
  assertNear(numbers(result, 'until')[0]?.[1], 50, 'until');
});
