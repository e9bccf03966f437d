import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, commandLine, type Ground } from './call.ts';
import { execute } from './execute.ts';
import { type Figure, figure } from './figure.ts';
import { BARE, environmentOf, type Scenario } from './scenario.ts';

const LENGTH = 1000;

/** Counts the instructions of each fast call in user mode, with Callgrind: they are the same on every run, whatever the machine does. */
export function measureInstructions(
  ground: Ground,
  calls: Call[],
  scenarios: Scenario[],
  scratch: string,
  objects: string[],
): Figure[] {
  const fast = calls.filter(({ kind }) => kind === 'fast');
  const bare = count(ground, fast, scratch, BARE);
  return scenarios.flatMap((scenario) => {
    const preloaded = count(ground, fast, scratch, environmentOf(scenario, scratch, objects));
    return fast.map(({ name, library }, index) =>
      figure({
        group: 'instructions',
        scenario: scenario.name,
        what: name,
        library,
        unit: 'instructions',
        bare: bare[index] ?? Number.NaN,
        preloaded: preloaded[index] ?? Number.NaN,
        budget: null,
      }),
    );
  });
}

/** Instructions per call, in the order of the calls. */
function count(ground: Ground, calls: Call[], scratch: string, environment: NodeJS.ProcessEnv): number[] {
  const output = join(scratch, 'callgrind.out');
  const options = ['--tool=callgrind', `--callgrind-out-file=${output}`, '--dump-before=phase_*'];
  const { PATH } = process.env;
  execute('valgrind', [...options, ...commandLine(ground, 1, 1, LENGTH, calls)], { ...environment, PATH });
  const dumps = readdirSync(scratch).filter((name) => name.startsWith('callgrind.out'));
  const costs = new Map(
    dumps.map((name) => [Number(name.slice('callgrind.out.'.length)), costIn(join(scratch, name))]),
  );
  for (const name of dumps) rmSync(join(scratch, name));
  // Each phase is entered twice, first to warm up, and a dump holds what came before an entry: 1 is the start.
  return calls.map((_, index) => (costs.get(2 * index + 3) ?? Number.NaN) / LENGTH);
}

function costIn(dump: string): number {
  return Number(/^(?:summary|totals): (\d+)/m.exec(readFileSync(dump, 'utf8'))?.[1] ?? Number.NaN);
}
