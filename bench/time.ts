import { allowedNs, type Call, commandLine, type Ground } from './call.ts';
import { execute } from './execute.ts';
import { deviation, type Figure, figure, median } from './figure.ts';
import type { Peer } from './peer.ts';
import { BARE, environmentOf, type Scenario } from './scenario.ts';

export interface Effort {
  rounds: number;
  batches: number;
  /** Calls in a batch. */
  length: number;
}

/** Batches and calls in them of a peer that is slow. */
const SLOW_EFFORT = { batches: 8, length: 100 };

/** The most a call may take in multiples of the bare one, where no rule of its library names it. */
const MOST: Record<string, number> = { pread: 1.02, clock_gettime: 1.3 };

/** One way to start the program that makes the calls. */
interface Run {
  group: 'time' | 'peer';
  scenario: string;
  threads: number;
  prefix: string[];
  environment: NodeJS.ProcessEnv;
  calls: Call[];
  /** Nanoseconds that may be added to a call, null where nothing is promised. */
  allowed: (call: Call) => number | null;
  effort: Pick<Effort, 'batches' | 'length'>;
  /** By call; one entry for each round, of its fastest batch. */
  rounds: Map<string, Round[]>;
}

/** Nanoseconds of a call, and of the same in the bare program that ran just before. */
interface Round {
  bare: number;
  preloaded: number;
}

/**
 * Times every call in every scenario, and behind every peer. A round starts the program once for each, and bare before each,
 * so that what disturbs the machine for a while disturbs both alike. Each round begins with another, since what ran before
 * makes a difference, too. The figures are medians over the rounds.
 */
export function measureTime(
  ground: Ground,
  calls: Call[],
  scenarios: Scenario[],
  peers: Peer[],
  scratch: string,
  objects: string[],
  effort: Effort,
): Figure[] {
  const runs = [
    ...scenarios.flatMap((scenario) => scenarioRuns(scenario, calls, scratch, objects, effort)),
    ...peers.map((peer) => peerRun(peer, calls, scratch, objects, effort)),
  ];
  for (let round = 0; round < effort.rounds; round++) {
    const first = round % runs.length;
    for (const run of [...runs.slice(first), ...runs.slice(0, first)]) go(ground, run, effort);
  }
  return runs.flatMap((run) => run.calls.map((call) => timeOf(run, call)));
}

function scenarioRuns(scenario: Scenario, calls: Call[], scratch: string, objects: string[], effort: Effort): Run[] {
  const environment = environmentOf(scenario, scratch, objects);
  return scenario.threads.map((threads) => ({
    ...{ group: 'time', scenario: scenario.name, threads, prefix: [], environment },
    ...{ calls, allowed: (call) => allowedNs(call, scenario), effort, rounds: new Map() },
  }));
}

function peerRun(peer: Peer, calls: Call[], scratch: string, objects: string[], effort: Effort): Run {
  const offered = calls.filter(({ name }) => peer.calls.includes(name));
  const { PATH } = process.env;
  return {
    ...{ group: 'peer', scenario: peer.name, threads: 1, prefix: peer.prefix },
    environment: peer.ours ? environmentOf(peer.ours, scratch, objects) : { PATH },
    ...{ calls: offered, allowed: () => null, effort: peer.slow ? SLOW_EFFORT : effort, rounds: new Map() },
  };
}

function go(ground: Ground, run: Run, effort: Run['effort']): void {
  const bare = times(ground, { ...run, prefix: [], environment: BARE, effort });
  for (const [call, preloaded] of times(ground, run)) {
    const rounds = run.rounds.get(call) ?? [];
    run.rounds.set(call, [...rounds, { bare: bare.get(call) ?? Number.NaN, preloaded }]);
  }
}

/** Starts the program once; nanoseconds by call. */
function times(
  ground: Ground,
  { threads, prefix, environment, calls, effort }: Omit<Run, 'rounds'>,
): Map<string, number> {
  const line = commandLine(ground, threads, effort.batches, effort.length, calls);
  const [program = '', ...args] = [...prefix, ...line];
  const rows = execute(program, args, environment).trim().split('\n');
  return new Map(
    rows.map((row) => {
      const [ns, ...name] = row.split(' ');
      return [name.join(' '), Number(ns)];
    }),
  );
}

function timeOf({ group, scenario, threads, rounds, allowed }: Run, call: Call): Figure {
  const measured = rounds.get(call.name) ?? [];
  return figure({
    ...{ group, scenario, what: call.name, library: call.library, threads, unit: 'ns' },
    bare: median(measured.map(({ bare }) => bare)),
    preloaded: median(measured.map(({ preloaded }) => preloaded)),
    noise: deviation(measured.map(({ bare, preloaded }) => preloaded - bare)),
    budget: allowed(call),
    most: scenario === 'no-rule' && threads === 1 ? (MOST[call.name] ?? null) : null,
  });
}
