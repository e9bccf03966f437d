/**
 * All checks of the repository. Usage: npm test [-- WORD…] — with words, only the checks whose name has one of them.
 * The last line is `N passed, N failed`, and `, N skipped` where a check could not be made; the exit code is 1 when any failed.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cFormat, compiles } from './check/c.ts';
import { checkout, demo, leftovers, treeState } from './check/checkout.ts';
import { command } from './check/command.ts';
import { coverage } from './check/coverage.ts';
import { dist } from './check/dist.ts';
import { normalizeEnvironment } from './check/environment.ts';
import { freshGrammar } from './check/grammar.ts';
import { runSteps, type Step } from './check/step.ts';
import { suite } from './check/suite.ts';
import { installTools } from './check/tools.ts';

process.chdir(join(import.meta.dirname, '..'));
const scratch = mkdtempSync(join(tmpdir(), 'chaos-check-'));
const temporary = join(scratch, 'tmp');
chmodSync(scratch, 0o711); // tests that run programs as another user have to get through
mkdirSync(temporary);
normalizeEnvironment(temporary);

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
  { name: 'coverage of the C sources', check: () => coverage(scratch) },
  {
    name: 'TypeScript tests',
    check: () => suite(scratch, 'test/!(c|real|bundle|repository)/**/*.test.ts', 'test/*.test.ts'),
  },
  { name: 'real programs', check: () => suite(scratch, 'test/real/*.test.ts') },
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
