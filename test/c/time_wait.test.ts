import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { glibc, musl, probeProgram, type Toolchain } from './build.ts';
import { assertNear, assertTimely, BOOTTIME, LATE_MS, MONOTONIC, REALTIME, test } from './clocks.ts';
import { errno, place, type Recorded, run, start } from './probe.ts';

/** The clocks that a function can wait by. */
function clocksOf(name: string): number[] {
  if (name === 'pthread_cond_timedwait' || name.includes('clock')) return [REALTIME, MONOTONIC];
  return [REALTIME];
}

/** The functions that there are: those of the library, which has all, or of the libc alone. */
function namesOf(context: TestContext, toolchain: Toolchain, bare = false): string[] {
  return start(place(context), 'waits', { toolchain, libraries: ['time'], bare, args: ['list'] }).lines;
}

function runWaits(
  context: TestContext,
  toolchain: Toolchain,
  rules: string,
  steps: string[],
  behind: string[] = [],
): Recorded {
  return run(context, 'waits', { toolchain, libraries: ['time'], rules, args: steps, behind });
}

/** The numbers of each line. */
function rows({ lines }: Recorded): number[][] {
  return lines.map((line) => line.split(' ').slice(1).map(Number));
}

for (const toolchain of [glibc, musl]) {
  const { libc, missing: skip } = toolchain;

  for (const [rules, shown, rate] of [
    ['# none', 'right', 1],
    ['*:OFFSET:1h', 'ahead', 1],
    ['*:OFFSET:-1h', 'behind', 1],
    ['*:RATE:10', 'fast', 10],
    ['clock_gettime/realtime:OFFSET:-1h\nnow/monotonic:OFFSET:2h', 'each by its own', 1],
    ['*:FREEZE', 'still', 1],
    ['sleep:RATE:10', 'right, with short sleeps', 1],
  ] as const)
    test(`${libc}: a wait until a time ends when the clock that is ${shown} shows it`, { skip }, (context) => {
      const names = namesOf(context, toolchain);
      const spanMs = 40 * rate;
      const steps = names.flatMap((name) => clocksOf(name).map((clock) => `wait ${name} ${clock} ${spanMs}`));
      const past = names.flatMap((name) => clocksOf(name).map((clock) => `wait ${name} ${clock} -1000`));
      const result = runWaits(context, toolchain, rules, [...steps, ...past]);
      assert.equal(names.length, 12);
      for (const [i, [error, tookMs, lateUs = 0] = []] of rows(result).entries()) {
        const step = [...steps, ...past][i] ?? '';
        assert.equal(error, errno('ETIMEDOUT'), step);
        assertNear(tookMs, i < steps.length ? 40 : 0, step);
        if (shown === 'still' || i >= steps.length) continue;
        assert.ok(lateUs >= 0, `${step}: ${lateUs} us late`);
        assertTimely(lateUs < rate * LATE_MS * 1000, `${step}: ${lateUs} us late`);
      }
      assert.equal(rows(result).length, steps.length + past.length);
    });

  test(`${libc}: a wait until a time takes as long as it would have on a clock that leaps meanwhile`, {
    skip,
  }, (context) => {
    const result = runWaits(context, toolchain, '*:JUMP:1h@from=200ms', ['wait sem_timedwait 0 400']);
    assertNear(rows(result)[0]?.[1], 400, 'sem_timedwait');
  });

  test(`${libc}: a wait until a monotonic time that the program read by itself ends when it says`, {
    skip,
  }, (context) => {
    for (const rules of ['*:OFFSET:1h', '*:OFFSET:-1h', '*:RATE:0.01']) {
      const result = runWaits(context, toolchain, rules, [`own pthread_cond_timedwait ${MONOTONIC} 40`]);
      assert.equal(rows(result)[0]?.[0], errno('ETIMEDOUT'));
      assertNear(rows(result)[0]?.[1], 40, rules);
    }
  });

  test(`${libc}: what need not be waited for is had, and what is no time is refused, as without rules`, {
    skip,
  }, (context) => {
    const names = namesOf(context, toolchain, true).filter((name) => !/c(nd|lock)/.test(name));
    const steps = [`free pthread_mutex_timedlock ${REALTIME}`, ...names.map((name) => `invalid ${name} ${REALTIME}`)];
    const bare = start(place(context), 'waits', { toolchain, bare: true, args: steps });
    assert.deepEqual([bare.lines[0], bare.lines.length], ['pthread_mutex_timedlock 0', steps.length]);
    for (const rules of ['# none', '*:OFFSET:1h', '*:RATE:2'])
      assert.deepEqual(runWaits(context, toolchain, rules, steps).lines, bare.lines);
  });

  test(`${libc}: a wait by a clock is the same where the libc has it and where it has not`, { skip }, (context) => {
    const names = namesOf(context, toolchain).filter((name) => name.includes('clock'));
    const timed = probeProgram('timed', toolchain, ['-shared', '-fPIC']);
    const trials = names.flatMap((name) => [
      { step: `wait ${name} ${REALTIME} 40`, error: 'ETIMEDOUT', tookMs: 40 },
      { step: `wait ${name} ${MONOTONIC} 40`, error: 'ETIMEDOUT', tookMs: 40 },
      { step: `wait ${name} ${REALTIME} -2000000000`, error: 'ETIMEDOUT', tookMs: 0 },
      { step: `wait ${name} ${BOOTTIME} 40`, error: 'EINVAL', tookMs: 0 },
    ]);
    const steps = [...trials.map(({ step }) => step), ...names.map((name) => `invalid ${name} ${MONOTONIC}`)];
    assert.equal(names.length, 5);
    for (const rules of ['# none', '*:OFFSET:1h', 'now/monotonic:OFFSET:-1h'])
      for (const behind of [[], [timed]]) {
        const found = rows(runWaits(context, toolchain, rules, steps, behind));
        for (const [i, { step, error, tookMs }] of trials.entries()) {
          assert.equal(found[i]?.[0], errno(error), step);
          assertNear(found[i]?.[1], tookMs, step);
        }
        assert.deepEqual(
          found.slice(trials.length),
          names.map(() => [errno('EINVAL')]),
        );
      }
  });

  test(`${libc}: on a clock that stands still a wait for a semaphore goes on after signals, and the next one is whole`, {
    skip,
  }, (context) => {
    for (const name of namesOf(context, toolchain).filter((each) => each.startsWith('sem_')))
      for (const clock of clocksOf(name)) {
        const steps = [`insist ${name} ${clock} 150`, `wait ${name} ${clock} 150`];
        for (const [error, tookMs] of rows(runWaits(context, toolchain, '*:FREEZE', steps))) {
          assert.equal(error, errno('ETIMEDOUT'), name);
          assertNear(tookMs, 149, name);
        }
      }
  });

  test(`${libc}: on a clock that stands still a wait that was given up for a signal ends no other one`, {
    skip,
  }, (context) => {
    for (const name of ['pthread_cond_timedwait', 'sem_timedwait']) {
      const steps = ['give sem_timedwait 0 150', `wait ${name} 0 150`];
      const [given, other] = rows(runWaits(context, toolchain, '*:FREEZE', steps));
      assert.equal(given?.[0], errno('EINTR'));
      const tookMs = other?.[1] ?? 0;
      // Both are cut to whole milliseconds, and some time passes between them.
      if (name === 'sem_timedwait') assertNear(tookMs + (given?.[1] ?? 0), 140, name);
      else assertNear(tookMs, 148, name);
    }
  });

  test(`${libc}: a wait until a time can be cancelled and cleans up, whatever the rules`, { skip }, (context) => {
    const names = namesOf(context, toolchain).filter((name) => /cond|cnd|sem/.test(name));
    const steps = names.map((name) => `cancel ${name} ${REALTIME}`);
    for (const rules of ['# none', '*:RATE:0.5\n*:OFFSET:-1h'])
      assert.deepEqual(
        rows(runWaits(context, toolchain, rules, steps)),
        steps.map(() => [12, 1]),
      );
  });

  test(`${libc}: a wait is no call that a rule is about, and is not counted`, { skip }, (context) => {
    const { injections, process } = runWaits(context, toolchain, 'sleep:EINTR\ntimer:EINVAL', [
      'wait sem_timedwait 0 20',
    ]);
    assert.deepEqual(injections, []);
    assert.equal(process.calls.get('sleep') ?? 0, 0);
  });
}
