import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, commandLine, type Ground } from './call.ts';
import { execute } from './execute.ts';
import { type Figure, figure } from './figure.ts';
import { BARE, environmentOf, type Scenario } from './scenario.ts';

const SHORT = 100;
const LONG = 300;

/** Calls more in a long run than in a short one: the program makes each batch twice. */
const MORE = 2 * (LONG - SHORT);

/** What a socket is connected to is asked again every few milliseconds until it is: this is far less than one for each call. */
const NOW_AND_THEN = 0.02;

/** Counts, with strace, the system calls that one of each fast call makes; of each library's all together. */
export function measureSystemCalls(
  ground: Ground,
  calls: Call[],
  scenarios: Scenario[],
  scratch: string,
  objects: string[],
): Figure[] {
  const fast = calls.filter(({ kind }) => kind === 'fast');
  return [...new Set(fast.map(({ library }) => library))].flatMap((library) => {
    const own = fast.filter((call) => call.library === library);
    const bare = perCall(ground, own, scratch, BARE);
    return scenarios.map((scenario) => {
      const preloaded = perCall(ground, own, scratch, environmentOf(scenario, scratch, objects));
      const added = [...preloaded].map(([name, calls]) => [name, calls - (bare.get(name) ?? 0)] as const);
      const names = added.filter(([, more]) => more > 0).map(([name, more]) => `${name} ${more.toFixed(4)}`);
      return figure({
        group: 'syscalls',
        scenario: scenario.name,
        what: `${library}: ${own.length} kinds of call${names.length ? `: + ${names.join(', ')}` : ''}`,
        library,
        unit: 'system calls',
        bare: sum(bare),
        preloaded: sum(preloaded),
        // Without a run directory the rule text is looked at now and then.
        budget: scenario.rules ? NOW_AND_THEN : null,
      });
    });
  });
}

function perCall(ground: Ground, calls: Call[], scratch: string, environment: NodeJS.ProcessEnv): Map<string, number> {
  const short = count(ground, calls, scratch, environment, SHORT);
  const long = count(ground, calls, scratch, environment, LONG);
  return new Map([...long].map(([name, calls]) => [name, (calls - (short.get(name) ?? 0)) / MORE]));
}

function count(
  ground: Ground,
  calls: Call[],
  scratch: string,
  environment: NodeJS.ProcessEnv,
  length: number,
): Map<string, number> {
  const output = join(scratch, 'strace.out');
  const variables = Object.entries(environment).flatMap(([name, value]) => ['-E', `${name}=${value}`]);
  execute('strace', ['-f', '-c', '-o', output, ...variables, ...commandLine(ground, 1, 1, length, calls)]);
  // % time, seconds, usecs/call, calls, [errors,] syscall
  const rows = readFileSync(output, 'utf8').matchAll(/^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?(\w+)$/gm);
  return new Map(
    [...rows].filter(([, , name]) => name !== 'total').map(([, calls, name]) => [name ?? '', Number(calls)]),
  );
}

function sum(calls: Map<string, number>): number {
  return [...calls.values()].reduce((total, count) => total + count, 0);
}
