import assert from 'node:assert/strict';
import test from 'node:test';
import { faults } from '../../src/host/progress-line.ts';

test('faults so far are counted as in the report', () => {
  assert.deepEqual([undefined, 0, 1, 1200].map(faults), ['no fault', 'no fault', '1 fault', '1,200 faults']);
});
