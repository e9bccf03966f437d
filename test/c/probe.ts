import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, realpathSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { effects, errnos } from '../../src/compile/grammar.ts';
import { lineKey } from '../../src/compile/key.ts';
import { fillRunDirectory, readTelemetry } from '../../src/run/directory.ts';
import { decodeTelemetry } from '../../src/telemetry/decode.ts';
import type { InjectionRecord, ProcessRecord, Telemetry } from '../../src/telemetry/telemetry.ts';
import { scratch } from '../scratch.ts';
import { probeProgram, type Toolchain, usual } from './build.ts';

/** How a probe is run; all of it can be left out. */
export interface Trial {
  /** The rule text of the first library, or those of several; `$` stands for the directory that the probe works in. */
  rules?: string | Record<string, string>;
  /** What is preloaded, in that order: io, or those that have rule texts. */
  libraries?: string[];
  seed?: number;
  args?: string[];
  environment?: Record<string, string>;
  /** What is preloaded besides, before and behind the library. */
  before?: string[];
  behind?: string[];
  toolchain?: Toolchain;
  /** Descriptors 0, 1 and 2; stdout and stderr are read when they are pipes. */
  stdio?: ('pipe' | 'ignore' | number)[];
  input?: string;
  /** Another program than the probe of that name. */
  program?: string;
  /** Without the library. */
  bare?: boolean;
  /** Called when all is ready and the probe has not started. */
  prepare?: (place: Place) => void;
}

/** Where a probe runs. */
export interface Place {
  /** The run directory, with all that the libraries read and write. */
  run: string;
  /** The probe's own directory, its current one. */
  work: string;
}

export interface Result extends Place {
  status: number | null;
  signal: NodeJS.Signals | null;
  /** What was said on stdout, line by line. */
  lines: string[];
  stderr: string;
}

export interface Recorded extends Result {
  telemetry: Telemetry;
  injections: InjectionRecord[];
  process: ProcessRecord;
}

/** A place for one probe, removed when the test ends. */
export function place(context: TestContext): Place {
  const directory = realpathSync(scratch(context));
  const [run, work] = [join(directory, 'run'), join(directory, 'work')];
  mkdirSync(run);
  mkdirSync(work);
  return { run, work };
}

/** A probe that does not end by itself is killed, and then it failed. QEMU takes its time. */
const LIMIT_MS = usual.emulated ? 100_000 : 30_000;

function librariesOf({ libraries, rules }: Trial): string[] {
  return libraries ?? (typeof rules === 'object' ? Object.keys(rules) : ['io']);
}

function textsOf(trial: Trial): Trial['rules'] {
  const [first = 'io'] = librariesOf(trial);
  return typeof trial.rules === 'string' ? { [first]: trial.rules } : trial.rules;
}

/** Starts a program, or a probe by its name, in a place; returns how it ended. Fails when it hangs. */
export function start(at: Place, probe: string, trial: Trial = {}): Result {
  const toolchain = trial.toolchain ?? usual;
  const program = trial.program ?? probeProgram(probe, toolchain);
  const objects = trial.bare ? [] : librariesOf(trial).map((library) => toolchain.object(library));
  const preload = [...(trial.before ?? []), ...objects, ...(trial.behind ?? [])];
  trial.prepare?.(at);
  const [file = '', ...args] = [...toolchain.within, program, ...(trial.args ?? [])];
  const { status, signal, stdout, stderr, error } = spawnSync(file, args, {
    cwd: at.work,
    env: { PATH: process.env.PATH, LD_PRELOAD: preload.join(':'), ...trial.environment },
    stdio: trial.stdio ?? 'pipe',
    input: trial.stdio ? undefined : (trial.input ?? ''),
    encoding: 'utf8',
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 64 << 20,
  });
  assert.equal(error, undefined, `${probe} hung or did not start: ${error?.message}`);
  return { ...at, status, signal, lines: (stdout ?? '').split('\n').slice(0, -1), stderr: stderr ?? '' };
}

/** Makes the files of a run, as chaos does; a text alone is that of io. */
export function fill(at: Place, rules: Trial['rules'], seed = 1): void {
  const texts = typeof rules === 'string' ? { io: rules } : (rules ?? {});
  const files = Object.entries(texts).map(([library, text]) => ({
    library,
    text: `${text.replaceAll('$', at.work)}\n`,
  }));
  fillRunDirectory(at.run, files, seed, process.hrtime.bigint());
}

/** Changes the most that the telemetry file of a filled run may grow to. */
export function limit(run: string, bytes: number): void {
  const file = openSync(join(run, 'control'), 'r+');
  const value = Buffer.alloc(8);
  value.writeBigUInt64LE(BigInt(bytes));
  writeSync(file, value, 0, 8, 32);
  closeSync(file);
}

/** What was recorded in a place. */
export function recorded(result: Result): Recorded {
  const telemetry = decodeTelemetry(readTelemetry(result.run));
  const [first] = telemetry.processes;
  assert.ok(first, `nothing was recorded; stderr: ${result.stderr}`);
  return { ...result, telemetry, injections: [...telemetry.injections], process: first };
}

/** Runs a probe under a run directory, to a good end unless it is `ending` otherwise. */
export function run(context: TestContext, probe: string, trial: Trial = {}): Recorded {
  const result = runToAnyEnd(context, probe, trial);
  assert.deepEqual([result.status, result.signal], [0, null], [...result.lines, result.stderr].join('\n'));
  return result;
}

/** The same, however it ends. */
export function runToAnyEnd(context: TestContext, probe: string, trial: Trial = {}): Recorded {
  const at = place(context);
  fill(at, textsOf(trial), trial.seed);
  const result = start(at, probe, { ...trial, environment: { CHAOS_CONFIG_DIR: at.run, ...trial.environment } });
  return recorded(result);
}

/** Counts of the rule with this id, over all processes. */
export function countsOf(result: Recorded, id: string): { matched: number; injected: number } {
  const sum = { matched: 0, injected: 0 };
  for (const process of result.telemetry.processes) {
    for (const effect of effects.keys()) {
      const counts = process.rules.get(lineKey(id, effect));
      sum.matched += counts?.matched ?? 0;
      sum.injected += counts?.injected ?? 0;
    }
  }
  return sum;
}

/** The number of an errno, from the grammar's table. */
export function errno(name: string): number {
  const number = errnos.get(name);
  assert.ok(number !== undefined, `no errno ${name}`);
  return number;
}
