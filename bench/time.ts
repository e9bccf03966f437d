import { execute } from './execute.ts';
import { deviation, type Figure, figure, median } from './figure.ts';
import { BARE, environmentOf, filesIn, type Scenario } from './scenario.ts';

/** How many libc calls one of the measured calls is. */
export const LIBC_CALLS: Record<string, number> = {
  pread: 1,
  write: 1,
  'open+close': 2,
  stat: 1,
  'stat-many': 1,
  clock_gettime: 1,
};

export interface Effort {
  rounds: number;
  batches: number;
  /** Calls in a batch. */
  length: number;
}

/** Nanoseconds by call; one entry for each round, of its fastest batch. */
type Rounds = Map<string, number[]>;

/**
 * Times every call in every scenario. A round starts the program once for each, bare ones among them, so that what
 * disturbs the machine for a while disturbs all alike. The figures are medians over the rounds.
 */
export function measureTime(
  program: string,
  scenarios: Scenario[],
  scratch: string,
  objects: string[],
  effort: Effort,
): Figure[] {
  const runs = scenarios.flatMap((scenario) => {
    const environment = environmentOf(scenario, scratch, objects);
    return scenario.threads.map((threads) => ({ scenario, threads, environment, rounds: new Map() as Rounds }));
  });
  const bare = new Map(runs.map(({ threads }) => [threads, new Map() as Rounds]));
  for (let round = 0; round < effort.rounds; round++) {
    for (const [threads, rounds] of bare) add(rounds, once(program, scratch, threads, BARE, effort));
    for (const { threads, environment, rounds } of runs)
      add(rounds, once(program, scratch, threads, environment, effort));
  }
  return runs.flatMap(({ scenario, threads, rounds }) =>
    [...rounds].map(([what, preloaded]) => {
      const plain = bare.get(threads)?.get(what) ?? [];
      return figure({
        group: 'time',
        scenario: scenario.name,
        what,
        threads,
        unit: 'ns',
        bare: median(plain),
        preloaded: median(preloaded),
        noise: deviation(preloaded.map((ns, round) => ns - (plain[round] ?? Number.NaN))),
        budget: scenario.budgetNs * (LIBC_CALLS[what] ?? 1),
      });
    }),
  );
}

function once(program: string, scratch: string, threads: number, environment: NodeJS.ProcessEnv, effort: Effort) {
  const args = [filesIn(scratch), threads, effort.batches, effort.length].map(String);
  return execute(program, args, environment);
}

function add(rounds: Rounds, output: string): void {
  for (const line of output.trim().split('\n')) {
    const [what = '', ns] = line.split(' ');
    rounds.set(what, [...(rounds.get(what) ?? []), Number(ns)]);
  }
}
