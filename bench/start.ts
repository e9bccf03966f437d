import { execute } from './execute.ts';
import { type Figure, figure } from './figure.ts';
import { BARE, environmentOf, matchingText, type Scenario } from './scenario.ts';

const SIX = 6;

/** The scenarios that programs are started in, by name: what rules cost at the start depends on how many there are. */
const STARTED = ['no-rule', 'no-directory', 'match-1', 'match-256', 'match-4096'];

/** The rules of one library that are loaded in at most 50 ms. */
const MANY = 10_000;
const LOAD_US = 50_000;

/** What all six libraries together may add, and how much of that is due to so many of them. */
function share(budget: number, objects: string[]): number {
  return Math.round((budget * objects.length) / SIX);
}

/** Times the start and end of the least program, bare, in some of the scenarios and with 10,000 rules of one library, by turns. */
export function measureStart(
  starts: string,
  program: string,
  scenarios: Scenario[],
  scratch: string,
  objects: string[],
  count: number,
): Figure[] {
  const rows = [
    ...scenarios
      .filter(({ name }) => STARTED.includes(name))
      .map(({ name, rules }) => ({
        ...{ group: 'start' as const, name, rules, what: 'process start and end' },
        // Who declares hundreds of rules waits for them.
        budget: name.startsWith('match-') && name !== 'match-1' ? null : share(1500, objects),
      })),
    ...['io', 'net', 'dns', 'time', 'memory', 'process'].map((library) => ({
      ...{ group: 'load' as const, name: library, what: `a start with ${MANY} rules`, budget: LOAD_US },
      rules: (files: string) => ({ [library]: matchingText(library, MANY, files) }),
    })),
  ];
  const environments = rows.map(({ group, name, rules }) => {
    const scenario = rules ? { name: `${group}-${name}`, rules } : { name };
    return environmentOf(scenario, scratch, objects);
  });
  const variables = [BARE, ...environments].map((environment) =>
    Object.entries(environment)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const output = execute(starts, [String(count), program, ...variables]);
  const [bare = Number.NaN, ...preloaded] = output.trim().split('\n').map(Number);
  return rows.map(({ group, name, what, budget }, index) =>
    figure({
      ...{ group, scenario: name, what, unit: 'us', budget },
      bare,
      preloaded: preloaded[index] ?? Number.NaN,
    }),
  );
}

const THREADS = 32;

/** What the least program has in memory, in all and of its own, and what each of its threads adds to that. */
export function measureMemory(program: string, scenarios: Scenario[], scratch: string, objects: string[]): Figure[] {
  const bare = memoryIn(program, BARE);
  return scenarios
    .filter(({ name }) => STARTED.includes(name))
    .flatMap((scenario) => {
      const preloaded = memoryIn(program, environmentOf(scenario, scratch, objects));
      const least = scenario.name === 'no-rule' || scenario.name === 'no-directory';
      return [
        { what: 'resident memory of a process', kind: 'resident' as const, budget: null },
        { what: 'private memory of a process', kind: 'own' as const, budget: least ? share(512, objects) : null },
        { what: 'private memory of a thread', kind: 'ofThread' as const, budget: null },
      ].map(({ what, kind, budget }) =>
        figure({
          ...{ group: 'memory', scenario: scenario.name, what, unit: 'KiB', budget },
          bare: bare[kind],
          preloaded: preloaded[kind],
        }),
      );
    });
}

function memoryIn(program: string, environment: NodeJS.ProcessEnv) {
  const look = (threads: number) =>
    execute(program, [String(threads)], environment)
      .split(' ')
      .map(Number);
  const [resident = Number.NaN, own = Number.NaN] = look(0);
  const [, withThreads = Number.NaN] = look(THREADS);
  return { resident, own, ofThread: (withThreads - own) / THREADS };
}
