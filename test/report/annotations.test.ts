import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { collect } from '../../src/report/collect.ts';
import type { Report } from '../../src/report/report.ts';
import { aGitRun } from './example.ts';

const withGate = (reasons: string[], warnings: string[]): Report => ({
  ...collect(aGitRun()),
  gate: { verdict: 'fail', reasons, warnings },
});

test('reasons are errors and warnings are warnings, on one line each', () => {
  assert.deepEqual(renderAnnotations(withGate(['a\n::b'], ['c\x1b'])), [
    { level: 'error', title: 'chaos: flaky-storage', message: 'a\\n::b' },
    { level: 'warning', title: 'chaos: flaky-storage', message: 'c\\x1b' },
  ]);
  assert.deepEqual(renderAnnotations(withGate([], [])), []);
});

test('there are at most 10, of at most 4096 characters; the last one says how many more', () => {
  const many = (count: number) => Array.from({ length: count }, () => 'x\n'.repeat(5_000));
  const annotations = renderAnnotations(withGate(many(8), many(8)));
  assert.equal(annotations.length, 10);
  for (const { message } of annotations) assert.ok(message.length <= 4096);
  assert.deepEqual(annotations.map(({ level }) => level).join(' '), `${'error '.repeat(8)}warning warning`);
  assert.match(annotations[9]?.message ?? '', /^7 more reasons and warnings are in report\.json$/);
  assert.equal(renderAnnotations(withGate(many(12), [])).at(-1)?.level, 'error');
  assert.equal(renderAnnotations(withGate(many(10), [])).length, 10);
});
