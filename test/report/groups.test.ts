import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect } from '../../src/report/collect.ts';
import { groupInjections } from '../../src/report/groups.ts';
import type { Injection, Report } from '../../src/report/report.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { aGitRun } from './example.ts';

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
    assert.deepEqual(groupInjections([ONE, { ...ONE, ...change }], 9).groups, [
      { first: ONE, count: 2, pids: new Set([1, change.pid ?? 1]) },
    ]);
  });
for (const change of different)
  test(`injections that differ in ${Object.keys(change)} are two groups`, () => {
    const other = { ...ONE, ...change };
    assert.deepEqual(groupInjections([ONE, other, ONE], 9).groups, [
      { first: ONE, count: 2, pids: new Set([1]) },
      { first: other, count: 1, pids: new Set([1]) },
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

test('a group says in how many processes its faults happened', () => {
  const report = collect(aGitRun());
  const of = (pids: number[]): Report => {
    const items = pids.map((pid) => ({ ...ONE, pid }));
    return { ...report, injections: { recorded: items.length, dropped: 0, items } };
  };
  assert.match(renderTerminal(of([7, 7]), { color: false, width: 100 }), / a 7 {2}/);
  assert.match(renderTerminal(of([7, 8, 7, 9]), { color: false, width: 100 }), / a 7 \+2 {2}/);
  assert.match(renderSummary(of([7, 7])), /\| `a` \(7\) \|/);
  assert.match(renderSummary(of([7, 8, 7, 9])), /\| `a` \(7 and 2 more\) \|/);
});
