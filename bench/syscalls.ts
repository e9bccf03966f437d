import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './execute.ts';
import { type Figure, figure } from './figure.ts';
import { BARE, environmentOf, filesIn, type Scenario } from './scenario.ts';

const SHORT = 100;
const LONG = 1100;

/** Calls more in a long run than in a short one: the program makes each batch twice. */
const MORE = 2 * (LONG - SHORT);

/** Counts, with strace, the system calls that one pread, write, open, close and both stats together make. */
export function measureSystemCalls(
  program: string,
  scenarios: Scenario[],
  scratch: string,
  objects: string[],
): Figure[] {
  const bare = perCall(program, scratch, BARE);
  return scenarios.map((scenario) => {
    const preloaded = perCall(program, scratch, environmentOf(scenario, scratch, objects));
    const added = [...preloaded].filter(([name, calls]) => calls - (bare.get(name) ?? 0) > 0);
    const names = added.map(([name, calls]) => `${name} ${(calls - (bare.get(name) ?? 0)).toFixed(4)}`);
    return figure({
      group: 'syscalls',
      scenario: scenario.name,
      what: `pread, write, open, close, stat, stat${names.length ? `: + ${names.join(', ')}` : ''}`,
      unit: 'system calls',
      bare: sum(bare),
      preloaded: sum(preloaded),
      // Without a run directory the rule text is looked at now and then.
      budget: scenario.rules ? 0 : null,
    });
  });
}

function perCall(program: string, scratch: string, environment: NodeJS.ProcessEnv): Map<string, number> {
  const short = count(program, scratch, environment, SHORT);
  const long = count(program, scratch, environment, LONG);
  return new Map([...long].map(([name, calls]) => [name, (calls - (short.get(name) ?? 0)) / MORE]));
}

function count(program: string, scratch: string, environment: NodeJS.ProcessEnv, length: number): Map<string, number> {
  const output = join(scratch, 'strace.out');
  const variables = Object.entries(environment).flatMap(([name, value]) => ['-E', `${name}=${value}`]);
  execute('strace', ['-f', '-c', '-o', output, ...variables, program, filesIn(scratch), '1', '1', String(length)]);
  // % time, seconds, usecs/call, calls, [errors,] syscall
  const rows = readFileSync(output, 'utf8').matchAll(/^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?(\w+)$/gm);
  return new Map(
    [...rows].filter(([, , name]) => name !== 'total').map(([, calls, name]) => [name ?? '', Number(calls)]),
  );
}

function sum(calls: Map<string, number>): number {
  return [...calls.values()].reduce((total, count) => total + count, 0);
}
