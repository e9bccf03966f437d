import { execute } from './execute.ts';
import { type Figure, figure } from './figure.ts';
import { BARE } from './scenario.ts';

const SIX = 6;

/** What all six libraries together may add, and how much of that is due to so many of them. */
function share(budget: number, objects: string[]): number {
  return Math.round((budget * objects.length) / SIX);
}

/** Times the start and end of the least program, bare and preloaded by turns. `environment` is that of a run. */
export function measureStart(
  starts: string,
  program: string,
  environment: NodeJS.ProcessEnv,
  objects: string[],
  count: number,
): Figure[] {
  const withoutRun = { LD_PRELOAD: environment.LD_PRELOAD };
  const variants = [BARE, environment, withoutRun].map((variables) =>
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const [bare = Number.NaN, ...preloaded] = execute(starts, [String(count), program, ...variants])
    .trim()
    .split('\n')
    .map(Number);
  return preloaded.map((us, index) =>
    figure({
      group: 'start',
      scenario: index === 0 ? 'no-rule' : 'no-directory',
      what: 'process start and end',
      unit: 'us',
      bare,
      preloaded: us,
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
