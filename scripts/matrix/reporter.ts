import type { TestEvent } from 'node:test/reporters';

/** How one test ended; a line of JSON for each. */
export interface TestEnd {
  name: string;
  end: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  reason: string;
  ms: number;
}

/** A reporter for Node's test runner. */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { name, skip, details } = data;
    const skipped = skip !== undefined && skip !== false;
    const end: TestEnd['end'] = type === 'test:fail' ? 'failed' : skipped ? 'skipped' : 'passed';
    const error = type === 'test:fail' ? data.details.error : undefined;
    const reason = error ? String(error.cause ?? error.message) : skipped ? String(skip) : '';
    const line: TestEnd = { name, end, reason, ms: Math.round(details.duration_ms) };
    yield `${JSON.stringify(line)}\n`;
  }
}
