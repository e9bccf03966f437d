import { execute } from './execute.ts';
import { type Figure, figure } from './figure.ts';
import { BARE, environmentOf, type Scenario } from './scenario.ts';

const SIX = 6;

/** The scenarios that programs are started in, by name: what rules cost at the start depends on how many there are. */
const STARTED = ['no-rule', 'no-directory', 'match-1', 'match-256', 'match-4096'];

/** What all six libraries together may add, and how much of that is due to so many of them. */
function share(budget: number, objects: string[]): number {
  return Math.round((budget * objects.length) / SIX);
}

/** Times the start and end of the least program, bare and in some of the scenarios by turns. */
export function measureStart(
  starts: string,
  program: string,
  scenarios: Scenario[],
  scratch: string,
  objects: string[],
  count: number,
): Figure[] {
  const started = scenarios.filter(({ name }) => STARTED.includes(name));
  const environments = [BARE, ...started.map((scenario) => environmentOf(scenario, scratch, objects))];
  const variables = environments.map((environment) =>
    Object.entries(environment)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const output = execute(starts, [String(count), program, ...variables]);
  const [bare = Number.NaN, ...preloaded] = output.trim().split('\n').map(Number);
  return started.map(({ name }, index) =>
    figure({
      group: 'start',
      scenario: name,
      what: 'process start and end',
      unit: 'us',
      bare,
      preloaded: preloaded[index] ?? Number.NaN,
      budget: share(1500, objects),
    }),
  );
}

/** What the least program has in memory: in all, and of its own, which are the pages that are not a file's. */
export function measureMemory(program: string, environment: NodeJS.ProcessEnv, objects: string[]): Figure[] {
  const look = (variables: NodeJS.ProcessEnv) => execute(program, ['memory'], variables).split(' ').map(Number);
  const bare = look(BARE);
  const preloaded = look(environment);
  return ['resident', 'private'].map((what, index) =>
    figure({
      group: 'memory',
      scenario: 'no-rule',
      what: `${what} memory of a process`,
      unit: 'KiB',
      bare: bare[index] ?? Number.NaN,
      preloaded: preloaded[index] ?? Number.NaN,
      budget: what === 'private' ? share(512, objects) : null,
    }),
  );
}
