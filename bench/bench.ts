/**
 * Measures what the libraries cost, bare against preloaded in one run, and shows it beside the budgets. Prints tables and
 * writes JSON.
 * Exit code 0 whatever the figures are, 2 for a mistake in the arguments, 3 when it cannot measure.
 * Usage: node bench/bench.ts [--rounds N] [--batches N] [--length N] [--starts N] [--times-only] [--object FILE]... [-o FILE]
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { libraries } from '../src/compile/grammar.ts';
import { reasonOf, ToolError, UsageError } from '../src/error.ts';
import { buildObjects, buildPrograms, type Programs } from './build.ts';
import { isInstalled } from './execute.ts';
import type { Figure } from './figure.ts';
import { measureInstructions } from './instructions.ts';
import { measureObject } from './object.ts';
import { environmentOf, filesIn, type Scenario, scenarios } from './scenario.ts';
import { measureMemory, measureStart } from './start.ts';
import { measureSystemCalls } from './syscalls.ts';
import { renderTables } from './table.ts';
import { type Effort, measureTime } from './time.ts';

const LARGEST = 1_000_000;

try {
  run();
} catch (error) {
  console.error(`bench: ${reasonOf(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 3;
}

function run(): void {
  const values = options();
  const number = (name: 'rounds' | 'batches' | 'length' | 'starts') => wholeNumber(name, values[name]);
  const effort = { rounds: number('rounds'), batches: number('batches'), length: number('length') };
  const starts = number('starts');
  const objects = values.object?.map(existing) ?? buildObjects();
  const programs = buildPrograms();
  const scratch = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), 'chaos-bench-'));
  const skipped: string[] = [];
  try {
    mkdirSync(filesIn(scratch));
    const figures = measure({ scratch, objects, programs, effort, starts, timesOnly: values['times-only'], skipped });
    const output = resolve(values.output);
    const result = { schemaVersion: 1, effort, cpu: cpus()[0]?.model ?? '', cpus: cpus().length, figures, skipped };
    writeFileSync(output, `${JSON.stringify(result, null, 2)}\n`);
    process.stdout.write(renderTables(figures));
    for (const reason of skipped) console.log(`skipped: ${reason}`);
    const count = (ok: boolean) => figures.filter((one) => one.ok === ok).length;
    console.log(`${count(true)} within their budgets, ${count(false)} over; ${output}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

interface Bench {
  scratch: string;
  objects: string[];
  programs: Programs;
  effort: Effort;
  starts: number;
  timesOnly: boolean;
  /** Why something was not measured; added to. */
  skipped: string[];
}

function measure({ scratch, objects, programs, effort, starts, timesOnly, skipped }: Bench): Figure[] {
  const possible = scenariosHere(skipped);
  const plain = environmentOf(possible[0] as Scenario, scratch, objects);
  const figures = [
    ...measureTime(programs.calls, possible, scratch, objects, effort),
    ...measureStart(programs.starts, programs.program, possible, scratch, objects, starts),
    ...measureMemory(programs.program, plain, objects),
    ...objects.flatMap(measureObject),
  ];
  if (timesOnly) return figures;
  const tools = [
    { tool: 'valgrind', what: 'instructions', measureWith: measureInstructions },
    { tool: 'strace', what: 'system calls', measureWith: measureSystemCalls },
  ];
  for (const { tool, what, measureWith } of tools) {
    if (isInstalled(tool)) figures.push(...measureWith(programs.calls, possible, scratch, objects));
    else skipped.push(`${what}: ${tool} is not installed`);
  }
  return figures;
}

/** All scenarios but those in which somebody else's rule text would be in force. */
function scenariosHere(skipped: string[]): Scenario[] {
  const texts = [...libraries.keys()].map((library) => `/tmp/.chaos-${library}.conf`).filter(existsSync);
  if (!texts.length) return scenarios;
  skipped.push(`measurements without a run directory: ${texts.join(', ')} would be in force`);
  return scenarios.filter(({ rules }) => rules);
}

function options() {
  try {
    return parseArgs({
      options: {
        rounds: { type: 'string', default: '25' },
        batches: { type: 'string', default: '8' },
        length: { type: 'string', default: '2000' },
        starts: { type: 'string', default: '400' },
        'times-only': { type: 'boolean', default: false },
        object: { type: 'string', multiple: true },
        output: { type: 'string', short: 'o', default: join(import.meta.dirname, '../build/bench/results.json') },
      },
    }).values;
  } catch (error) {
    throw new UsageError(reasonOf(error), { cause: error });
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= LARGEST) return value;
  throw new UsageError(`--${name} is ${text}; write a whole number from 1 to ${LARGEST}`);
}

function existing(object: string): string {
  if (existsSync(object)) return resolve(object);
  throw new ToolError(`${object}: no such file or directory; name a built library with --object`);
}
