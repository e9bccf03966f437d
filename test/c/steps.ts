import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Recorded, run, type Trial } from './probe.ts';

/** Steps for c/test/probe/steps.c and its like, each with what it has to say (nothing when it is not looked at). */
export type Steps = readonly (readonly [step: string, said?: string | number])[];

/**
 * Runs the steps under the rules, and checks what each said. `$` in rules and steps stands for the directory that the probe
 * works in, `%` for the run directory.
 */
export function runSteps(
  context: TestContext,
  rules: Trial['rules'],
  steps: Steps,
  trial: Trial & { probe?: string } = {},
): Recorded {
  let at = { run: '', work: '' };
  const expand = (text: string) => text.replaceAll('$', at.work).replaceAll('%', at.run);
  const args: string[] = ['voice'];
  const result = run(context, trial.probe ?? 'steps', {
    ...trial,
    ...(rules !== undefined && { rules }),
    args,
    prepare: (place) => {
      at = place;
      trial.prepare?.(place);
      args.push(...steps.map(([step]) => expand(step)));
    },
  });
  check(result.lines, steps);
  return result;
}

/** What is looked at of what was said, side by side with what should have been. What `puts x` and `show` print is none of it. */
export function check(lines: string[], steps: Steps): void {
  const said = lines.filter((line) => line !== 'x' && !line.startsWith('bytes '));
  let at = 0;
  const rows = steps.flatMap(([step, wanted]) => {
    const [first = '', times = '1', repeated = ''] = step.split(' ');
    const [name, repeat] = first === 'repeat' ? [repeated, Number(times)] : [first, 1];
    return Array.from({ length: repeat }, () => {
      const line = said[at++];
      return { line: `${step}: ${line}`, wanted: `${step}: ${wanted === undefined ? line : `${name} ${wanted}`}` };
    });
  });
  assert.deepEqual(
    rows.map(({ line }) => line),
    rows.map(({ wanted }) => wanted),
  );
  assert.equal(said.length, at);
}
