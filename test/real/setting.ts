import assert from 'node:assert/strict';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TestContext } from 'node:test';
import { effects, libraries as tables } from '../../src/compile/grammar.ts';
import { fillRunDirectory, readTelemetry } from '../../src/run/directory.ts';
import { decodeTelemetry } from '../../src/telemetry/decode.ts';
import type { Telemetry } from '../../src/telemetry/telemetry.ts';
import { glibc, libraries } from '../c/build.ts';
import { scratch } from '../scratch.ts';
import { long } from './form.ts';
import type { User } from './program.ts';

/** Under what a program runs: without the libraries, with them alone, in a run, and in one whose rules never fire. */
export type Setting = 'bare' | 'preloaded' | 'run' | 'rules';

/** The settings in which all has to be as in the bare one. The last is a run, whose telemetry shows who was covered. */
export const settings: Setting[] = long ? ['preloaded', 'run', 'rules'] : ['preloaded', 'rules'];

/** Rule texts under which nothing ever happens: a target that nobody has, and a rule for all that never fires. */
const SILENT: Record<string, string> = {
  io: '/no/such/place:EIO\n*:LATENCY:1@0\n',
  net: 'tcp4://192.0.2.1:9:ECONNREFUSED\n*:LATENCY:1@0\n',
  dns: 'dns://host.invalid:EAI_FAIL\n*:LATENCY:1@0\n',
  time: '*:LATENCY:1@0\n',
  memory: '*:LATENCY:1@0\nmalloc:LATENCY:1@0\n',
  process: '*:LATENCY:1@0\n',
};

/** Those of the libraries that there are. */
export function silentRules(): Record<string, string> {
  return Object.fromEntries(libraries.map((name) => [name, SILENT[name] ?? '']));
}

/** What a program gets from a setting. */
export interface Surroundings {
  environment: Record<string, string>;
  /** What the libraries recorded; only of a run. */
  telemetry?: () => Telemetry;
}

let made = 0;

/** The libraries' objects; for another user, copies that anybody may read, in a directory that anybody may enter. */
function objects(directory: string, user: User | undefined): string[] {
  const paths = libraries.map((library) => glibc.object(library));
  if (!user) return paths;
  return paths.map((path) => {
    const copy = join(directory, basename(path));
    copyFileSync(path, copy);
    chmodSync(copy, 0o755);
    return copy;
  });
}

/** A run directory below `directory`, as chaos makes it, with rule texts by library, and all libraries that there are. */
export function surroundWithRules(
  directory: string,
  texts: Record<string, string>,
  user?: User,
  seed = 1,
): Required<Surroundings> {
  const run = join(directory, `run-${made++}`);
  mkdirSync(run, { mode: 0o700 });
  const rules = Object.entries(texts).map(([library, text]) => ({ library, text }));
  fillRunDirectory(run, rules, seed, process.hrtime.bigint());
  if (user) for (const name of ['', ...readdirSync(run)]) chownSync(join(run, name), user.uid, user.gid);
  const environment = { LD_PRELOAD: objects(directory, user).join(':'), CHAOS_CONFIG_DIR: run };
  return { environment, telemetry: () => decodeTelemetry(readTelemetry(run)) };
}

/** What a setting brings for a program that works below `directory`. */
export function surround(directory: string, setting: Setting, user?: User): Surroundings {
  if (setting === 'bare') return { environment: {} };
  // The other way around than in a run: their order is to make no difference.
  if (setting === 'preloaded') return { environment: { LD_PRELOAD: objects(directory, user).reverse().join(':') } };
  return surroundWithRules(directory, setting === 'rules' ? silentRules() : {}, user);
}

/** Fails unless every library was at work in the programs of these names, and none injected anything. */
export function assertCovered(telemetry: Telemetry, ...programs: string[]): void {
  for (const program of programs)
    for (const library of libraries) {
      const seen = telemetry.processes.filter((process) => process.library === library);
      const names = [...new Set(seen.map(({ executable }) => basename(executable)))];
      assert.ok(names.includes(program), `${library} was not at work in ${program}, but in ${names.join(', ')}`);
      assert.deepEqual(
        seen.flatMap(({ message }) => (message ? [message] : [])),
        [],
      );
    }
  assert.deepEqual([...telemetry.injections].slice(0, 3), []);
}

/** Fails with the first lines that differ: the whole may be very long. */
export function assertSame(setting: string, actual: unknown, expected: unknown): void {
  const lines = (value: unknown) => JSON.stringify(value, undefined, 1).replaceAll('\\n', '\n').split('\n');
  const [is, was] = [lines(actual), lines(expected)];
  const differing = Array.from({ length: Math.max(is.length, was.length) }, (_, i) => i).filter(
    (i) => is[i] !== was[i],
  );
  const shown = differing.slice(0, 8).map((i) => `bare: ${was[i]?.slice(0, 300)}\n${setting}: ${is[i]?.slice(0, 300)}`);
  assert.ok(differing.length === 0, `${setting} is not as bare, ${differing.length} lines differ\n${shown.join('\n')}`);
}

/** One piece of work in one setting. */
export interface Trial extends Surroundings {
  /** Empty, and this trial's own. */
  directory: string;
  setting: Setting;
}

/**
 * Does the same work without the libraries and in every other setting, and expects the same of it; `programs` are those that
 * have to have been covered.
 */
export async function sameEverywhere<T>(
  context: TestContext,
  programs: string[],
  work: (trial: Trial) => Promise<T>,
  { user, parent = realpathSync(scratch(context)) }: { user?: User | undefined; parent?: string } = {},
): Promise<void> {
  let expected: T | undefined;
  for (const setting of ['bare', ...settings] as const) {
    // The same path everywhere, for programs tell it.
    const directory = join(parent, 'work');
    const surroundings = surround(parent, setting, user);
    mkdirSync(directory, { mode: 0o755 });
    if (user) chownSync(directory, user.uid, user.gid);
    const result = await work({ ...surroundings, directory, setting });
    rmSync(directory, { recursive: true });
    if (setting === 'bare') expected = result;
    else assertSame(setting, result, expected);
    if (surroundings.telemetry) assertCovered(surroundings.telemetry(), ...programs);
  }
}

/** Why a rule cannot be tried yet, when this version has no such library, operation or effect. */
export function unavailable(library: string, operation?: string, effect?: string): string | undefined {
  const table = tables.get(library);
  if (!table || !libraries.includes(library)) return `no library ${library} yet`;
  if (operation && !table.operations.has(operation)) return `${library} has no operation ${operation} yet`;
  if (effect && !effects.has(effect)) return `no effect ${effect} yet`;
  if (operation && effect && !table.operations.get(operation)?.has(effect))
    return `${library} has no ${effect} on ${operation} yet`;
  return undefined;
}
