import assert from 'node:assert/strict';
import { usual } from './build.ts';
import {
  assertNear,
  assertShifted,
  BOOTTIME,
  MONOTONIC,
  MONOTONIC_COARSE,
  MONOTONIC_RAW,
  numbers,
  runClocks,
  test,
} from './clocks.ts';
import { limit, type Place } from './probe.ts';

const skip = usual.missing;

for (const [name, rules, clock] of [
  ['an offset that is taken away', 'OFFSET:1200', MONOTONIC],
  ['a rate that is taken away', 'RATE:20', BOOTTIME],
  ['a jump that is taken away', 'JUMP:1200', MONOTONIC_RAW],
] as const)
  test(`a monotonic clock does not run backwards after ${name}, it waits`, { skip }, (context) => {
    const steps = [`back ${clock} 60`, 'rules # none', `back ${clock} 1500`, `now ${clock}`];
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

for (const [what, rules] of [
  ['the kernel', '*:OFFSET:-20s'],
  ['a rule', '*:OFFSET:-20s\nclock_gettime/99:EIO'],
] as const)
  test(`a read that fails by ${what} lets a clock that is behind go on`, { skip }, (context) => {
    const steps = ['now 1', 'bad clock', 'now 1', 'bad clock', 'bad clock', 'now 1'];
    assertShifted(runClocks(context, rules, steps), [-20_000, -20_000, -20_000]);
  });

test('a rule that names the monotonic clock makes it run backwards', { skip }, (context) => {
  const steps = ['now 1', 'rules clock_gettime/monotonic:OFFSET:-20s', 'now 1', 'now 7'];
  assertShifted(runClocks(context, '# none', steps), [0, -20_000, 0]);
  const jump = runClocks(context, 'now/monotonic:JUMP:-20s@from=100ms', ['now 1', 'pause 120', 'now 1']);
  assertShifted(jump, [0, -20_000]);
});

for (const [rules, rate] of [
  ['*:OFFSET:-8000h', 1],
  ['now:OFFSET:-4000h\nnow/monotonic:JUMP:-5000h\nnow/boottime:JUMP:-5000h', 1],
  ['*:RATE:2\n*:OFFSET:1h\n*:JUMP:-8000h', 2],
] as const)
  test(`a clock that began with the machine is set back to shortly before the run at the most: ${rules}`, {
    skip,
  }, (context) => {
    for (const clock of [MONOTONIC, BOOTTIME]) {
      const steps = [`now ${clock}`, 'pause 50', `now ${clock}`, `until ${clock} 50`, 'exec', `now ${clock}`];
      const result = runClocks(context, rules, steps);
      const shown = numbers(result).map(([, value = 0]) => value / 1e6);
      for (const [i, least] of [10_000, 10_050, 10_050].entries())
        assert.ok((shown[i] ?? 0) >= least && (shown[i] ?? 0) < least + 30_000, `${shown}`);
      const [[code, took] = []] = numbers(result, 'until');
      assert.equal(code, 0);
      assertNear(took, 50 / rate, 'sleep');
      const [before = 0, value = 0, after = 0] = numbers(result)[0] ?? [];
      const second = result.injections.findIndex(({ ordinal }) => ordinal === 2);
      const moved = result.injections.slice(0, second).reduce((sum, one) => sum + Number(one.value), 0);
      assert.ok(before + moved <= value && value <= after + moved, `${before} ${moved} ${value}`);
    }
  });

test('a clock that stands still instead of going back is reported as moved by that', { skip }, (context) => {
  const result = runClocks(context, '*:OFFSET:1s\n*:JUMP:-20s@from=100ms', ['now 1', 'pause 150', 'now 1', 'now 1']);
  const [[, first] = [], ...later] = numbers(result);
  const moves = result.injections.slice(1).map(({ value }) => Number(value));
  assert.equal(moves.length, 4);
  for (const [i, [before = 0, shown = 0, after = 0]] of later.entries()) {
    const moved = (moves[2 * i] ?? 0) + (moves[2 * i + 1] ?? 0);
    assert.equal(shown, first);
    assert.ok(before + moved <= shown && shown <= after + moved, `${before} ${moved} ${shown}`);
  }
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

test('threads that share the counts of calls have shifted clocks that never go back', { skip }, (context) => {
  const prepare = ({ run }: Place) => limit(run, 512 * 1024 + 8192);
  const steps = [...Array(12).fill(['now 1', 'thread']).flat(), 'now 1', 'now 0'];
  assertShifted(runClocks(context, '*:OFFSET:1h', steps, { prepare }), Array(14).fill(3_600_000));
});
