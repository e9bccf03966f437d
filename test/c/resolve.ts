import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { glibc, musl, type Toolchain } from './build.ts';
import { type Recorded, run, type Trial } from './probe.ts';

/** Steps for c/test/probe/resolve.c, each with what it has to say (nothing when it is not looked at). */
export type Queries = readonly (readonly [step: string, said?: string | RegExp])[];

/** Runs the steps under rules of dns, and checks what each said. */
export function resolve(context: TestContext, rules: string | string[], steps: Queries, trial: Trial = {}): Recorded {
  const result = run(context, 'resolve', {
    ...trial,
    rules: { dns: [rules].flat().join('\n') },
    args: steps.map(([step]) => step),
  });
  // Each is said under the name of its function, but for what a fork says under that of its own step.
  const said = result.lines.map((line, i) => `${steps[i]?.[0]}: ${line.replace(/^\S+ ?/, '')}`);
  assert.deepEqual(
    said,
    steps.map(([step, wanted], i) => {
      const found = said[i]?.slice(step.length + 2) ?? '';
      const right = wanted === undefined || (wanted instanceof RegExp && wanted.test(found));
      return `${step}: ${right ? found : wanted}`;
    }),
  );
  return result;
}

/** A test of resolving with every libc at hand. */
export function onEach(name: string, body: (context: TestContext, toolchain: Toolchain) => void): void {
  for (const toolchain of [glibc, musl])
    test(`${toolchain.libc}: ${name}`, { skip: toolchain.missing }, (context) => body(context, toolchain));
}
