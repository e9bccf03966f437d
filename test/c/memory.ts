import type { TestContext } from 'node:test';
import { type Recorded, run, type Trial } from './probe.ts';
import { check, type Steps } from './steps.ts';

/** Runs steps of c/test/probe/memory.c under rules of memory, and checks what each said. */
export function runMemory(context: TestContext, rules: string, steps: Steps, trial: Trial = {}): Recorded {
  const args = steps.map(([step]) => step);
  const result = run(context, 'memory', { rules, libraries: ['memory'], ...trial, args });
  check(result.lines, steps);
  return result;
}
