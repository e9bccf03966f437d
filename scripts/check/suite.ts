import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from './command.ts';
import type { Result, SkippedTest } from './step.ts';

interface Limits {
  testMs: number;
  suiteMs: number;
}

const USUAL: Limits = { testMs: 180_000, suiteMs: 900_000 };

/** Runs test files with Node's test runner, and counts their tests. Patterns without a file are a failure. */
export async function suite(scratch: string, ...patterns: string[]): Promise<Result> {
  return suiteWithin(USUAL, scratch, ...patterns);
}

/** The same, where tests take as long as they take. */
export async function suiteWithin(limits: Limits, scratch: string, ...patterns: string[]): Promise<Result> {
  const tap = join(scratch, 'tests.tap');
  const reporters = ['spec', 'stdout', 'tap', tap].map((value, index) =>
    index % 2 === 0 ? `--test-reporter=${value}` : `--test-reporter-destination=${value}`,
  );
  const args = ['--test', '--test-concurrency=2', `--test-timeout=${limits.testMs}`, ...reporters, ...patterns];
  const { code, output } = await execute(process.execPath, args, { timeoutMs: limits.suiteMs });
  const results = readFileSync(tap, 'utf8');
  const skipped = skips(results);
  const failed = count(results, 'fail') + count(results, 'cancelled');
  const passed = count(results, 'pass');
  const broken = failed === 0 && (code !== 0 || passed + skipped.length === 0);
  return {
    kind: 'tests',
    passed,
    failed: broken ? 1 : failed,
    skipped,
    output: broken
      ? `${output}\nno test of ${patterns.join(' ')} failed, but the runner ended with ${code}`
      : failures(output),
  };
}

function count(tap: string, what: string): number {
  return Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
}

function skips(tap: string): SkippedTest[] {
  const lines = tap.matchAll(/^\s*ok \d+ - (.*) # SKIP ?(.*)$/gm);
  return [...lines].map(([, name = '', reason]) => ({ name, reason: reason || 'no reason given' }));
}

/** What the spec reporter says about failed tests, which it repeats at the end. */
function failures(output: string): string {
  const start = output.lastIndexOf('failing tests:');
  return start < 0 ? output : output.slice(start);
}
