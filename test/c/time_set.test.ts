import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { probeProgram, usual } from './build.ts';
import { assertTimely, LATE_MS, runClocks, test } from './clocks.ts';
import { errno } from './probe.ts';

const skip = usual.missing;

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
        assert.ok(Number(moved) >= least - 2, `${SETTERS[i]} ${ms}: ${moved}`);
        assertTimely(Number(moved) <= most, `${SETTERS[i]} ${ms}: ${moved}`);
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
    ['setto clock_settime 6000000000 0', 'setto settimeofday 5500000000 0'],
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
