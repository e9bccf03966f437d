/**
 * What takes too long for `npm test`: real programs under the libraries, in the long form, and other rule texts each day.
 * Usage: npm run nightly [-- FILE…] (the packages of the lock file have to be installed). The last line is `N passed, N failed`.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normalizeEnvironment } from './check/environment.ts';
import { runSteps } from './check/step.ts';
import { suiteWithin } from './check/suite.ts';
import { installTools } from './check/tools.ts';

process.chdir(join(import.meta.dirname, '..'));
const scratch = mkdtempSync(join(tmpdir(), 'chaos-nightly-'));
const temporary = join(scratch, 'tmp');
mkdirSync(temporary);
normalizeEnvironment(temporary);
process.env.CHAOS_TEST_FORM = 'long';

const files = process.argv.length > 2 ? process.argv.slice(2) : ['test/real/*.test.ts', 'test/c/fuzz.test.ts'];
const limits = { testMs: 1_800_000, suiteMs: 7_200_000 };
try {
  process.exitCode = await runSteps([
    { name: 'tools', check: installTools },
    { name: 'real programs, rule texts', check: () => suiteWithin(limits, scratch, ...files) },
  ]);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
