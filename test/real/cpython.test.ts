import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { lineKey } from '../../src/compile/key.ts';
import { glibc } from '../c/build.ts';
import { scratch } from '../scratch.ts';
import {
  differences,
  FURTHER_MODULES,
  MODULES,
  type Outcome,
  PYTHON,
  runModule,
  type Selection,
  withoutSuite,
} from './cpython.ts';
import { long } from './form.ts';
import { assertCovered, type Surroundings, settings, surround, surroundWithRules, unavailable } from './setting.ts';

const skip = glibc.missing ?? withoutSuite();

/** Most of the tests' time is spent asleep. */
const AT_ONCE = 5;
/** Tests that differ are run so many times more, alone: a machine that was busy makes a difference only once. */
const AGAIN = 3;

type Outcomes = Map<string, Outcome>;

/** Runs one module in a new directory below `parent`. */
function runBelow(parent: string, { environment }: Surroundings, selection: Selection): Promise<Outcomes> {
  const directory = mkdtempSync(join(parent, 'tests-'));
  return runModule(directory, environment, selection);
}

/** Runs modules in each of the surroundings, some at a time; returns the outcomes by surroundings and module. */
async function runAll(parent: string, all: Surroundings[], modules: string[]): Promise<Outcomes[][]> {
  const results = all.map((): Outcomes[] => []);
  const queue = all
    .flatMap((surroundings, s) => modules.map((module, m) => ({ surroundings, module, m, outcomes: results[s] ?? [] })))
    .values();
  const worker = async () => {
    for (const { surroundings, module, m, outcomes } of queue)
      outcomes[m] = await runBelow(parent, surroundings, { module, short: !long });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

const bare: Surroundings = { environment: {} };
let bareOutcomes: Outcomes[] | undefined;

/**
 * Runs modules in surroundings, and expects of every test what became of it without the libraries. Tests that are
 * `exempt` run as well, but may fail.
 */
async function sameOutcomes(
  context: TestContext,
  named: Map<string, Surroundings>,
  modules: string[],
  exempt: RegExp = /^$/,
): Promise<void> {
  const parent = realpathSync(scratch(context));
  const news = bareOutcomes ? [] : [bare];
  const results = await runAll(parent, [...news, ...named.values()], modules);
  bareOutcomes ??= results.shift() ?? [];
  const found: string[] = [];
  for (const [s, [name, surroundings]] of [...named].entries())
    for (const [m, module] of modules.entries()) {
      const all = differences(bareOutcomes[m] ?? new Map(), results[s]?.[m] ?? new Map());
      let differing = new Map([...all].filter(([test]) => !exempt.test(test)));
      const once = [...differing.keys()];
      for (let i = 0; i < AGAIN && differing.size > 0; i++) {
        const selection = { module, only: [...differing.keys()] };
        const expected = await runBelow(parent, bare, selection);
        differing = differences(expected, await runBelow(parent, surroundings, selection));
      }
      if (differing.size < once.length) context.diagnostic(`${name}: not again when run alone: ${once.join(', ')}`);
      for (const [test, how] of differing) found.push(`${name}: ${test}: ${how}`);
    }
  assert.deepEqual(found, []);
  const count = bareOutcomes.reduce((sum, { size }) => sum + size, 0);
  assert.ok(count > 2000, `${count} tests`);
  context.diagnostic(`${count} tests of CPython end alike: bare, ${[...named.keys()].join(', ')}`);
}

test("CPython's own tests end as without the libraries", { skip }, async (context) => {
  const parent = realpathSync(scratch(context));
  const named = new Map(settings.map((setting) => [setting as string, surround(parent, setting)]));
  await sameOutcomes(context, named, long ? [...MODULES, ...FURTHER_MODULES] : MODULES);
  for (const { telemetry } of named.values()) if (telemetry) assertCovered(telemetry(), basename(realpathSync(PYTHON)));
});

/** What CPython repeats when a signal interrupts it (PEP 475), by library. */
const INTERRUPTIONS: Record<string, string[]> = {
  io: ['read', 'write', 'open'],
  net: ['recv', 'send', 'accept'],
  time: ['sleep'],
  process: ['waitpid'],
};

/** CPython's own files: its start, and a script that it is given by name, are read through stdio, which it does not repeat. */
const OWN_FILES = ['/usr', '/etc'].flatMap((path) => [`${path}:open:EINTR@0`, `${path}:read:EINTR@0`]);

/** Tests in which such a file is not CPython's own: a script, or an interpreter in the directory of the test. */
const WITH_OWN_FILES = /SpawnTests|test_executable_without_cwd|test_posix_spawnp/;

test("interrupted calls change nothing in CPython's own tests", { skip }, async (context) => {
  const texts: Record<string, string> = {};
  for (const [library, operations] of Object.entries(INTERRUPTIONS)) {
    const lacking = operations.map((name) => unavailable(library, name, 'ERRNO'));
    for (const reason of new Set(lacking)) if (reason) context.diagnostic(`not interrupted: ${reason}`);
    const there = operations.filter((_, i) => !lacking[i]);
    const rules = there.map((name) => `*:${name}:EINTR@p=0.2,id=${name}`);
    if (there.length > 0) texts[library] = [...rules, ...(library === 'io' ? OWN_FILES : []), ''].join('\n');
  }
  const surroundings = surroundWithRules(realpathSync(scratch(context)), texts);
  await sameOutcomes(context, new Map([['interrupted', surroundings]]), MODULES, WITH_OWN_FILES);
  const { processes } = surroundings.telemetry();
  for (const [library, text] of Object.entries(texts))
    for (const [, id = ''] of text.matchAll(/id=(\w+)/g)) {
      const seen = processes.filter((process) => process.library === library);
      const injected = seen.reduce((sum, { rules }) => sum + (rules.get(lineKey(id, 'ERRNO'))?.injected ?? 0), 0);
      assert.ok(injected > 0, `no ${id} was interrupted`);
      context.diagnostic(`${id}: ${injected} times`);
    }
});
