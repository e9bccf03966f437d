/**
 * Measures what the libraries cost, bare against preloaded in one run, and shows it beside the budgets. Prints tables and
 * writes JSON.
 * Exit code 0 whatever the figures are, 2 for a mistake in the arguments, 3 when it cannot measure.
 * Usage: node bench/bench.ts [--quick] [--rounds N] [--batches N] [--length N] [--starts N] [--injections N]
 *        [--object FILE]... [-o FILE] [--page FILE]
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { libraries } from '../src/compile/grammar.ts';
import { reasonOf, ToolError, UsageError } from '../src/error.ts';
import { buildObjects, buildPrograms, type Programs } from './build.ts';
import { callsOf } from './call.ts';
import { isInstalled } from './execute.ts';
import type { Figure } from './figure.ts';
import { measureInstructions } from './instructions.ts';
import { measureObjects } from './object.ts';
import { withRatios } from './page.ts';
import { peersHere } from './peer.ts';
import { filesIn, type Scenario, scenarios } from './scenario.ts';
import { measureMemory, measureStart } from './start.ts';
import { measureStep } from './step.ts';
import { measureSystemCalls } from './syscalls.ts';
import { renderTables } from './table.ts';
import { type Effort, measureTime } from './time.ts';

const LARGEST = 1_000_000;

/** How much is done by default, and with --quick, whose figures say little. */
const FULL = { rounds: 15, batches: 16, length: 500, starts: 100, injections: 1_000_000 };
const QUICK = { rounds: 1, batches: 4, length: 50, starts: 4, injections: 10_000 };

try {
  run();
} catch (error) {
  console.error(`bench: ${reasonOf(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 3;
}

function run(): void {
  const values = options();
  const number = (name: keyof typeof FULL) =>
    wholeNumber(name, values[name] ?? String((values.quick ? QUICK : FULL)[name]));
  const effort = { rounds: number('rounds'), batches: number('batches'), length: number('length') };
  const [starts, injections] = [number('starts'), number('injections')];
  const page = values.page && { path: resolve(values.page), text: readFileSync(values.page, 'utf8') };
  const objects = values.object?.map(existing) ?? buildObjects();
  const programs = buildPrograms();
  const scratch = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), 'chaos-bench-'));
  const skipped: string[] = [];
  try {
    mkdirSync(filesIn(scratch));
    const { quick } = values;
    const figures = measure({ scratch, objects, programs, effort, starts, injections, quick, skipped });
    const output = resolve(values.output);
    const machine = { cpu: cpus()[0]?.model ?? '', cpus: cpus().length };
    const result = {
      schemaVersion: 1,
      date: new Date().toISOString().slice(0, 10),
      effort,
      ...machine,
      figures,
      skipped,
    };
    writeFileSync(output, `${JSON.stringify(result, null, 2)}\n`);
    if (page) writeFileSync(page.path, withRatios(page.text, result));
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
  injections: number;
  quick: boolean;
  /** Why something was not measured; added to. */
  skipped: string[];
}

function measure(bench: Bench): Figure[] {
  const { scratch, objects, programs, effort, starts, injections, quick, skipped } = bench;
  const possible = scenariosHere(skipped);
  const ground = { ...programs, files: filesIn(scratch) };
  const calls = callsOf(programs.calls);
  const figures = [
    ...measureTime(ground, calls, possible, peersHere(skipped), scratch, objects, effort),
    ...measureStart(programs.starts, programs.program, possible, scratch, objects, starts),
    ...measureStep(programs.faults, scratch, quick ? 1 : 9, injections),
    ...measureMemory(programs.program, possible, scratch, objects),
    ...measureObjects(objects),
  ];
  const tools = [
    { tool: 'valgrind', what: 'instructions', measureWith: measureInstructions },
    { tool: 'strace', what: 'system calls', measureWith: measureSystemCalls },
  ];
  for (const { tool, what, measureWith } of tools) {
    if (quick) skipped.push(`${what}: not in a quick run`);
    else if (isInstalled(tool)) figures.push(...measureWith(ground, calls, possible, scratch, objects));
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
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        batches: { type: 'string' },
        length: { type: 'string' },
        starts: { type: 'string' },
        injections: { type: 'string' },
        page: { type: 'string' },
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
