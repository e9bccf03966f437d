import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupInjections } from '../../src/report/groups.ts';
import type { Injection } from '../../src/report/report.ts';

const ONE: Injection = {
  ms: 1,
  pid: 1,
  tid: 1,
  exe: '/bin/a',
  library: 'io',
  operation: 'read',
  symbol: 'read',
  target: '/x',
  effect: 'ERRNO',
  value: 'EIO',
  rule: 'r',
  site: 'a+0x1',
};
const alike: Partial<Injection>[] = [{ ms: 2 }, { pid: 2 }, { tid: 2 }, { symbol: 'readv' }];
const different: Partial<Injection>[] = [
  { exe: '/bin/b' },
  { operation: 'write' },
  { target: '/y' },
  { effect: 'FAIL_AFTER' },
  { value: 'EINTR' },
  { rule: 's' },
  { site: 'a+0x2' },
];

for (const change of alike)
  test(`injections that differ in ${Object.keys(change)} are one group`, () => {
    assert.deepEqual(groupInjections([ONE, { ...ONE, ...change }], 9).groups, [{ first: ONE, count: 2 }]);
  });
for (const change of different)
  test(`injections that differ in ${Object.keys(change)} are two groups`, () => {
    const other = { ...ONE, ...change };
    assert.deepEqual(groupInjections([ONE, other, ONE], 9).groups, [
      { first: ONE, count: 2 },
      { first: other, count: 1 },
    ]);
  });

test('the bits that CORRUPT flips are the same fault', () => {
  const flip = (value: number) => ({ ...ONE, effect: 'CORRUPT', value });
  assert.equal(groupInjections([flip(1), flip(2)], 9).groups.length, 1);
});

test('what is in no group is counted', () => {
  const items = [1, 2, 3, 1, 3, 3].map((target) => ({ ...ONE, target: String(target) }));
  const { groups, others } = groupInjections(items, 2);
  assert.deepEqual([groups.map(({ count }) => count), others], [[2, 1], 3]);
});
