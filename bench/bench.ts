/**
 * Measures what the libraries cost, bare against preloaded in one run, and shows it beside the budgets. Prints tables and
 * writes JSON.
 * Usage: node bench/bench.ts [--rounds N] [--batches N] [--length N] [--starts N] [--times-only] [-o FILE]
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildObjects, buildPrograms } from './build.ts';
import { isInstalled } from './execute.ts';
import type { Figure } from './figure.ts';
import { measureInstructions } from './instructions.ts';
import { measureObject } from './object.ts';
import { environmentOf, filesIn, type Scenario, scenarios } from './scenario.ts';
import { measureMemory, measureStart } from './start.ts';
import { measureSystemCalls } from './syscalls.ts';
import { renderTables } from './table.ts';
import { measureTime } from './time.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    batches: { type: 'string', default: '8' },
    length: { type: 'string', default: '2000' },
    starts: { type: 'string', default: '400' },
    'times-only': { type: 'boolean', default: false },
    output: { type: 'string', short: 'o', default: join(import.meta.dirname, 'results.json') },
  },
});
const effort = { rounds: Number(values.rounds), batches: Number(values.batches), length: Number(values.length) };
const skipped: string[] = [];
const programs = buildPrograms();
const objects = buildObjects();
const scratch = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), 'chaos-bench-'));
try {
  mkdirSync(filesIn(scratch));
  const figures = measure(possible());
  const output = resolve(values.output);
  const result = { schemaVersion: 1, effort, cpu: cpus()[0]?.model ?? '', cpus: cpus().length, figures, skipped };
  writeFileSync(output, `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(renderTables(figures));
  for (const reason of skipped) console.log(`skipped: ${reason}`);
  const over = figures.filter(({ ok }) => ok === false).length;
  console.log(`${figures.filter(({ ok }) => ok).length} within their budgets, ${over} over; ${output}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function possible(): Scenario[] {
  const texts = objects.map((path) => `/tmp/.${basename(path, '.so').slice('lib'.length)}.conf`).filter(existsSync);
  if (!texts.length) return scenarios;
  skipped.push(`measurements without a run directory: ${texts.join(', ')} would be in force`);
  return scenarios.filter(({ rules }) => rules);
}

function measure(all: Scenario[]): Figure[] {
  const plain = environmentOf(all[0] as Scenario, scratch, objects);
  const figures = [
    ...measureTime(programs.calls, all, scratch, objects, effort),
    ...measureStart(programs.starts, programs.program, plain, objects, Number(values.starts)),
    ...measureMemory(programs.program, plain, objects),
    ...objects.flatMap(measureObject),
  ];
  if (values['times-only']) return figures;
  const tools = [
    { tool: 'valgrind', what: 'instructions', measureWith: measureInstructions },
    { tool: 'strace', what: 'system calls', measureWith: measureSystemCalls },
  ];
  for (const { tool, what, measureWith } of tools) {
    if (isInstalled(tool)) figures.push(...measureWith(programs.calls, all, scratch, objects));
    else skipped.push(`${what}: ${tool} is not installed`);
  }
  return figures;
}
