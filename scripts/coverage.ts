/**
 * Which lines of the C sources no test has run since they were built for counting. With test files as arguments, those run
 * first, whatever comes of them: node scripts/coverage.ts test/c/telemetry.test.ts
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countedLines } from './check/coverage.ts';

process.chdir(join(import.meta.dirname, '..'));
const tests = process.argv.slice(2);
const env = { ...process.env, CHAOS_TEST_COVERAGE: '1' };
if (tests.length > 0) spawnSync(process.execPath, ['--test', ...tests], { stdio: 'inherit', env });
const { total, uncovered } = await countedLines();
for (const place of uncovered) {
  const [file = '', line] = place.split(':');
  console.log(`${place}: ${readFileSync(file, 'utf8').split('\n')[Number(line) - 1]?.trim()}`);
}
console.log(`${total - uncovered.length} of ${total} lines run`);
