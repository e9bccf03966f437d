import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { execute } from './command.ts';
import type { Result } from './step.ts';
import { suite } from './suite.ts';
import { withoutTool } from './tools.ts';

const DIRECTORY = resolve('build/c/coverage');
const SHOWN = 60;

/** What gcov says of one object file. */
interface Counted {
  files: { file: string; lines: { line_number: number; count: number }[] }[];
}

/**
 * Every line of the libraries is run by the C tests, on glibc: they are run once more with objects that count. The lines
 * that were not go to build/c/coverage/uncovered.txt, too.
 */
export async function coverage(scratch: string): Promise<Result> {
  const missing = withoutTool('gcov') ?? withoutTool('make');
  if (missing) return missing;
  rmSync(DIRECTORY, { recursive: true, force: true });
  process.env.CHAOS_TEST_COVERAGE = '1';
  // Whether they pass was seen before: counting makes frames and times others than those that tests look at.
  await suite(scratch, 'test/c/!(object|fuzz).test.ts');
  delete process.env.CHAOS_TEST_COVERAGE;
  const { total, uncovered } = await countedLines();
  const share = `${total - uncovered.length} of ${total} lines run`;
  if (uncovered.length === 0 && total > 0) return { kind: 'passed', notes: [share] };
  // Full disks, other users and mounts are root's to make.
  if (process.geteuid?.() !== 0) return { kind: 'skipped', reason: `${share}; all of them only as root` };
  const shown = uncovered.slice(0, SHOWN).join('\n');
  return { kind: 'failed', output: `${share}; not these:\n${shown}${uncovered.length > SHOWN ? '\n…' : ''}` };
}

/** Where objects count, what reads their counts, and a program that they can be loaded into. */
interface Counters {
  directory: string;
  gcov: string;
  program: string[];
}

const NATIVE: Counters = { directory: DIRECTORY, gcov: 'gcov', program: ['true'] };

/**
 * The lines of c/core and the libraries that compile to anything, and those that no process has run since the objects were
 * built, which are written to a file as well.
 */
export async function countedLines(counters = NATIVE): Promise<{ total: number; uncovered: string[] }> {
  const { directory, gcov } = counters;
  const [program = '', ...args] = counters.program;
  const found = files(directory);
  for (const object of found.filter((path) => path.endsWith('.so')))
    await execute(program, args, { env: { LD_PRELOAD: object, CHAOS_COVERAGE: 'dump' } });
  const counts = new Map<string, number>();
  const notes = found.filter((path) => path.endsWith('.gcno'));
  for (const cwd of new Set(notes.map(dirname))) {
    const names = notes.filter((path) => dirname(path) === cwd).map((path) => basename(path));
    // What it complains about would come between.
    const counted = 'exec "$0" --json-format --stdout "$@" 2> /dev/null';
    const { output } = await execute('sh', ['-c', counted, gcov, ...names], { cwd });
    for (const [text] of output.matchAll(/^\{.*\}$/gm))
      for (const { file, lines } of (JSON.parse(text) as Counted).files) {
        const path = relative(resolve('c'), resolve('c', file));
        if (path.startsWith('..') || path.startsWith('test/')) continue;
        for (const { line_number: line, count } of lines) {
          const place = `c/${path}:${line}`;
          counts.set(place, (counts.get(place) ?? 0) + count);
        }
      }
  }
  const uncovered = [...counts].filter(([, count]) => count === 0).map(([place]) => place);
  uncovered.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  writeFileSync(join(directory, 'uncovered.txt'), uncovered.map((line) => `${line}\n`).join(''));
  return { total: counts.size, uncovered };
}

function files(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
}
