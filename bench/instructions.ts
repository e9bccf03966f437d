import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './execute.ts';
import { type Figure, figure } from './figure.ts';
import { BARE, environmentOf, filesIn, type Scenario } from './scenario.ts';
import { LIBC_CALLS } from './time.ts';

const LENGTH = 1000;

/** Counts the instructions of each call in user mode, with Callgrind: they are the same on every run, whatever the machine does. */
export function measureInstructions(
  program: string,
  scenarios: Scenario[],
  scratch: string,
  objects: string[],
): Figure[] {
  const bare = count(program, scratch, BARE);
  return scenarios.flatMap((scenario) => {
    const preloaded = count(program, scratch, environmentOf(scenario, scratch, objects));
    return Object.keys(LIBC_CALLS).map((what, index) =>
      figure({
        group: 'instructions',
        scenario: scenario.name,
        what,
        unit: 'instructions',
        bare: bare[index] ?? Number.NaN,
        preloaded: preloaded[index] ?? Number.NaN,
        budget: null,
      }),
    );
  });
}

/** Instructions per call, in the order of the program's phases. */
function count(program: string, scratch: string, environment: NodeJS.ProcessEnv): number[] {
  const output = join(scratch, 'callgrind.out');
  execute(
    'valgrind',
    [
      '--tool=callgrind',
      `--callgrind-out-file=${output}`,
      '--dump-before=phase_*',
      program,
      ...[filesIn(scratch), 1, 1, LENGTH].map(String),
    ],
    { ...environment, PATH: process.env.PATH },
  );
  const dumps = readdirSync(scratch).filter((name) => name.startsWith('callgrind.out'));
  const costs = new Map(
    dumps.map((name) => [Number(name.slice('callgrind.out.'.length)), costIn(join(scratch, name))]),
  );
  for (const name of dumps) rmSync(join(scratch, name));
  // Each phase is entered twice, first to warm up, and a dump holds what came before an entry: 1 is the start.
  return Object.keys(LIBC_CALLS).map((_, index) => (costs.get(2 * index + 3) ?? Number.NaN) / LENGTH);
}

function costIn(dump: string): number {
  return Number(/^(?:summary|totals): (\d+)/m.exec(readFileSync(dump, 'utf8'))?.[1] ?? Number.NaN);
}
