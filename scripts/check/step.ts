/** One check of the repository; a suite of tests is one, too. */
export interface Step {
  name: string;
  check: () => Result | Promise<Result>;
}

/** How a check ended. `notes` are lines worth reading although it passed. */
export type Result =
  | { kind: 'passed'; notes?: string[] }
  | { kind: 'failed'; output: string }
  | { kind: 'skipped'; reason: string }
  | { kind: 'tests'; passed: number; failed: number; skipped: SkippedTest[]; output: string };

export interface SkippedTest {
  name: string;
  reason: string;
}

/** Runs all steps, whatever becomes of each, and prints them and, as last line, the tally. Returns the exit code. */
export async function runSteps(steps: Step[]): Promise<number> {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, check } of steps) {
    const started = performance.now();
    const result = await settled(check);
    const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`;
    print(describe(name, result, seconds));
    tally.passed += result.kind === 'tests' ? result.passed : Number(result.kind === 'passed');
    tally.failed += result.kind === 'tests' ? result.failed : Number(result.kind === 'failed');
    tally.skipped += result.kind === 'tests' ? result.skipped.length : Number(result.kind === 'skipped');
  }
  if (steps.length === 0) tally.failed = 1;
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
  print([`${tally.passed} passed, ${tally.failed} failed${skipped}`]);
  return tally.failed > 0 ? 1 : 0;
}

async function settled(check: Step['check']): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    return { kind: 'failed', output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function describe(name: string, result: Result, seconds: string): string[] {
  switch (result.kind) {
    case 'passed':
      return [`ok       ${name}  ${seconds}`, ...indented(result.notes ?? [])];
    case 'skipped':
      return [`skipped  ${name}: ${result.reason}`];
    case 'failed':
      return [`FAILED   ${name}  ${seconds}`, ...indented(result.output.trimEnd().split('\n'))];
    case 'tests': {
      const counts = `${result.passed} passed, ${result.failed} failed`;
      const skipped = byReason(result.skipped);
      const output = result.failed > 0 ? result.output.trimEnd().split('\n') : [];
      return [
        `${result.failed > 0 ? 'FAILED' : 'ok    '}   ${name}  ${counts}  ${seconds}`,
        ...indented([...skipped, ...output]),
      ];
    }
  }
}

/** One line for each reason why tests were skipped. */
function byReason(tests: SkippedTest[]): string[] {
  return [...new Set(tests.map(({ reason }) => reason))].map((reason) => {
    const [first, ...others] = tests.filter((test) => test.reason === reason);
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    return `skipped, ${reason}: ${first?.name}${more}`;
  });
}

function indented(lines: string[]): string[] {
  return lines.map((line) => `           ${line}`);
}

function print(lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
