/**
 * All checks of the repository. Usage: npm test [-- WORD…] — with words, only the checks whose name has one of them.
 * The last line is `N passed, N failed`, and `, N skipped` where a check could not be made; the exit code is 1 when any failed.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cFormat, compiles } from './check/c.ts';
import { checkout, demo, leftovers, treeState } from './check/checkout.ts';
import { command } from './check/command.ts';
import { dist } from './check/dist.ts';
import { freshGrammar } from './check/grammar.ts';
import { runSteps, type Step } from './check/step.ts';
import { suite } from './check/suite.ts';
import { installTools } from './check/tools.ts';

process.chdir(join(import.meta.dirname, '..'));
const scratch = mkdtempSync(join(tmpdir(), 'chaos-check-'));
const temporary = join(scratch, 'tmp');
mkdirSync(temporary);
normalizeEnvironment();

const bin = (name: string) => join('node_modules/.bin', name);
const before = treeState();
const steps: Step[] = [
  { name: 'tools', check: installTools },
  { name: 'types', check: () => command(bin('tsc'), ['-p', 'tsconfig.json']) },
  { name: 'lint', check: () => command(bin('biome'), ['ci', '--colors=off', '--error-on-warnings', '.']) },
  { name: 'C format', check: cFormat },
  { name: 'grammar.json is that of the C tables', check: freshGrammar },
  { name: 'C compiles with gcc', check: () => compiles('gcc', scratch) },
  { name: 'C compiles with clang', check: () => compiles('clang', scratch) },
  { name: 'dist is what the sources build', check: () => dist(scratch) },
  { name: 'C tests', check: () => suite(scratch, 'test/c/**/*.test.ts') },
  {
    name: 'TypeScript tests',
    check: () => suite(scratch, 'test/!(c|bundle|repository)/**/*.test.ts', 'test/*.test.ts'),
  },
  { name: 'bundle', check: () => suite(scratch, 'test/bundle/**/*.test.ts') },
  { name: 'documentation and workflows', check: () => suite(scratch, 'test/repository/**/*.test.ts') },
  ...demo(() => checkout(scratch)),
  { name: 'nothing is left behind', check: () => leftovers(before, temporary) },
];

const words = process.argv.slice(2);
const chosen = words.length > 0 ? steps.filter(({ name }) => words.some((word) => name.includes(word))) : steps;
try {
  process.exitCode = await runSteps(chosen);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Whoever starts us, wherever: the same locale, time zone, umask, tools and temporary files. */
function normalizeEnvironment(): void {
  process.umask(0o022);
  const foreign =
    /^(GITHUB_|RUNNER_|INPUT_|CHAOS_|NODE_|npm_|GIT_|LC_|LANG|LD_|MAKE|MFLAGS$|CFLAGS$|CDPATH$|ENV$|BASH_ENV$|(NO|FORCE)_COLOR$|COLUMNS$)/;
  for (const name of Object.keys(process.env)) if (foreign.test(name)) delete process.env[name];
  const path = (process.env.PATH ?? '/usr/bin:/bin').split(delimiter);
  Object.assign(process.env, {
    PATH: path.filter((entry) => !/node_modules|node-gyp-bin/.test(entry)).join(delimiter),
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    TMPDIR: temporary,
  });
}
