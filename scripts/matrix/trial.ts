import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../check/command.ts';
import type { Place } from './place.ts';
import type { TestEnd } from './reporter.ts';

/** What the tests of one file came to in one cell. */
export interface Trial {
  cell: string;
  image: string;
  library: string;
  probe: string;
  passed: number;
  failed: { name: string; reason: string }[];
  /** Tests that this cell cannot make, with the reason. */
  skipped: { name: string; reason: string }[];
  /** Why nothing is known although the tests were started. */
  trouble?: string;
  seconds: number;
}

/** Whether a trial proved something, and nothing else than it should. */
export function isGreen({ passed, failed, trouble }: Trial): boolean {
  return passed > 0 && failed.length === 0 && trouble === undefined;
}

/** Runs the tests of one file in a cell. */
export async function tryProbe(
  place: Place,
  library: string,
  probe: string,
  scratch: string,
  more: NodeJS.ProcessEnv = {},
): Promise<Trial> {
  const results = join(scratch, 'results');
  rmSync(results, { force: true });
  const reporter = join(import.meta.dirname, 'reporter.ts');
  const args = ['--test', '--test-timeout=240000', `--test-reporter=${reporter}`];
  args.push(`--test-reporter-destination=${results}`, `test/c/${probe}.test.ts`);
  const started = performance.now();
  const env = { CHAOS_TEST_PLACE: JSON.stringify(place), TMPDIR: scratch, NODE_TEST_CONTEXT: undefined, ...more };
  const { code, output } = await execute(process.execPath, args, { env, timeoutMs: 900_000 });
  const ends = testEnds(results).filter(({ reason }) => reason !== `the cell that is tried is ${place.cell}`);
  const of = (wanted: TestEnd['end']) =>
    ends.filter(({ end }) => end === wanted).map(({ name, reason }) => ({ name, reason }));
  const failed = of('failed');
  const silent = code !== 0 && failed.length === 0;
  return {
    ...{ cell: place.cell, image: place.image, library, probe },
    ...{ passed: of('passed').length, failed, skipped: of('skipped') },
    ...(silent && { trouble: `the test runner ended with ${code}: ${output.slice(-2000)}` }),
    seconds: Math.round((performance.now() - started) / 100) / 10,
  };
}

function testEnds(path: string): TestEnd[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  } catch {
    // Nothing was written: the runner says why.
    return [];
  }
}
