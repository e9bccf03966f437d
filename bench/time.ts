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
  /** Nanoseconds by call; one entry for each round, of its fastest batch. */
  rounds: Map<string, number[]>;
}

/**
 * Times every call in every scenario, and behind every peer. A round starts the program once for each, bare ones among them,
 * so that what disturbs the machine for a while disturbs all alike. The figures are medians over the rounds.
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
  const bare = new Map([1, 2].map((threads) => [threads, bareRun(threads, calls, effort)]));
  const runs = [
    ...scenarios.flatMap((scenario) => scenarioRuns(scenario, calls, scratch, objects, effort)),
    ...peers.map((peer) => peerRun(peer, calls, scratch, objects, effort)),
  ];
  for (let round = 0; round < effort.rounds; round++) for (const run of [...bare.values(), ...runs]) go(ground, run);
  return runs.flatMap((run) => run.calls.map((call) => timeOf(run, call, bare.get(run.threads) as Run)));
}

function bareRun(threads: number, calls: Call[], effort: Pick<Effort, 'batches' | 'length'>): Run {
  const rounds = new Map();
  return {
    ...{ group: 'time', scenario: 'bare', threads, prefix: [], environment: BARE },
    ...{ calls, allowed: () => null, effort, rounds },
  };
}

function scenarioRuns(scenario: Scenario, calls: Call[], scratch: string, objects: string[], effort: Effort): Run[] {
  const environment = environmentOf(scenario, scratch, objects);
  return scenario.threads.map((threads) => ({
    ...bareRun(threads, calls, effort),
    ...{ scenario: scenario.name, environment, allowed: (call: Call) => allowedNs(call, scenario) },
  }));
}

function peerRun(peer: Peer, calls: Call[], scratch: string, objects: string[], effort: Effort): Run {
  const offered = calls.filter(({ name }) => peer.calls.includes(name));
  const { PATH } = process.env;
  return {
    ...bareRun(1, offered, peer.slow ? SLOW_EFFORT : effort),
    ...{ group: 'peer', scenario: peer.name, prefix: peer.prefix },
    environment: peer.ours ? environmentOf(peer.ours, scratch, objects) : { PATH },
  };
}

function go(ground: Ground, { threads, prefix, environment, calls, effort, rounds }: Run): void {
  const line = commandLine(ground, threads, effort.batches, effort.length, calls);
  const [program = '', ...args] = [...prefix, ...line];
  for (const row of execute(program, args, environment).trim().split('\n')) {
    const [ns, ...name] = row.split(' ');
    const call = name.join(' ');
    rounds.set(call, [...(rounds.get(call) ?? []), Number(ns)]);
  }
}

function timeOf({ group, scenario, threads, rounds, allowed }: Run, call: Call, bare: Run): Figure {
  const plain = bare.rounds.get(call.name) ?? [];
  const preloaded = rounds.get(call.name) ?? [];
  return figure({
    ...{ group, scenario, what: call.name, library: call.library, threads, unit: 'ns' },
    bare: median(plain),
    preloaded: median(preloaded),
    noise: deviation(preloaded.map((ns, round) => ns - (plain[round] ?? Number.NaN))),
    budget: allowed(call),
    most: scenario === 'no-rule' && threads === 1 ? (MOST[call.name] ?? null) : null,
  });
}
