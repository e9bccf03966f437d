import assert from 'node:assert/strict';
import nodeTest, { type TestContext, type TestOptions } from 'node:test';
import { type Recorded, run, type Trial } from './probe.ts';

export const REALTIME = 0;
export const MONOTONIC = 1;
export const PROCESS_CPU = 2;
export const THREAD_CPU = 3;
export const MONOTONIC_RAW = 4;
export const REALTIME_COARSE = 5;
export const MONOTONIC_COARSE = 6;
export const BOOTTIME = 7;
export const TAI = 11;
export const WALL_CLOCKS = [REALTIME, MONOTONIC, MONOTONIC_RAW, REALTIME_COARSE, MONOTONIC_COARSE, BOOTTIME, TAI];

/** What is late because the machine is busy, in milliseconds. */
export const LATE_MS = 300;

/** What a machine that stands still for a moment may make of a time. */
class Untimely extends assert.AssertionError {}

/** A test that is tried up to three times where something comes too late: what is wrong with a clock is wrong each time. */
export function test(name: string, options: TestOptions, body: (context: TestContext) => void): void {
  nodeTest(name, options, (context) => {
    for (let again = 2; ; again--)
      try {
        return body(context);
      } catch (error) {
        if (!(error instanceof Untimely) || again === 0) throw error;
      }
  });
}

export function assertTimely(isTimely: unknown, message: string): asserts isTimely {
  if (!isTimely) throw new Untimely({ message });
}

/** Runs c/test/probe/clocks.c under rules. */
export function runClocks(context: TestContext, rules: string, steps: string[], trial: Trial = {}): Recorded {
  return run(context, 'clocks', { ...trial, rules, libraries: ['time'], args: steps });
}

/** The numbers of the lines of a step. */
export function numbers({ lines }: Recorded, step = 'now'): number[][] {
  return lines.filter((line) => line.startsWith(`${step} `)).map((line) => line.split(' ').slice(1).map(Number));
}

/** By how much each read was off the real clock, in milliseconds, at least and at most. */
export function shifts({ lines }: Recorded): [least: number, most: number][] {
  return lines
    .filter((line) => line.startsWith('now '))
    .map((line) => {
      const [before = 0n, shown = 0n, after = 0n] = line.split(' ').slice(1).map(BigInt);
      return [Number(shown - after) / 1e6, Number(shown - before) / 1e6];
    });
}

/** Each read was off by this much, and nothing else: in milliseconds. */
export function assertShifted(result: Recorded, expected: number[], tolerance = 0): void {
  const found = shifts(result);
  assert.equal(found.length, expected.length, result.lines.join('\n'));
  for (const [i, [least, most]] of found.entries()) {
    const wanted = expected[i] ?? 0;
    assert.ok(least - tolerance <= wanted && wanted <= most + tolerance, `${i}: ${least} to ${most} is not ${wanted}`);
  }
}

export function assertNear(actual: number | undefined, wanted: number, what: string): void {
  const message = `${what}: ${actual}, not ${wanted}`;
  assert.ok(actual !== undefined && actual >= Math.floor(wanted), message);
  assertTimely(actual <= wanted + LATE_MS, message);
}

/** A coarse clock is up to one tick of the kernel behind, and processor time is counted in them. */
export const TICK_MS = 15;
