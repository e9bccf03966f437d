import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect } from '../../src/report/collect.ts';
import { describeGroup, fairShare, groupInjections } from '../../src/report/groups.ts';
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

const ranges: [effect: string, values: (number | string)[], shown: string[]][] = [
  ['LATENCY', [250, 250], ['delay 250 ms']],
  ['LATENCY', [20, 10.25, 48], ['delay 10 ms to 48 ms']],
  ['TORN', [4096, 1, 12], ['torn 1 to 4,096 bytes']],
  ['TORN', [873], ['torn 873 bytes']],
  ['SHORT', [1, 1], ['short 1 byte']],
  ['SHORT', [1, 2], ['short 1 to 2 bytes']],
  ['CORRUPT', [9, 8], ['corrupt bit 8 to 9']],
  ['CORRUPT', [1234], ['corrupt bit 1,234']],
  ['THROTTLE', [9.8, 9.8], ['throttle 9.8 ms']],
  ['THROTTLE', [0.5, 1500], ['throttle 0.5 ms to 1.5 s']],
  ['OFFSET', [-250, -250], ['offset −250 ms']],
  ['JUMP', [-1000, 20], ['jump −1 s to 20 ms']],
  ['RATE', [-3], ['rate −3 ms']],
  ['RATE', [1, 2], ['rate 1 ms to 2 ms']],
  ['QUOTA', [1, 2], ['quota']],
  ['KILL', ['SIGKILL', 'SIGTERM'], ['kill SIGKILL', 'kill SIGTERM']],
];
for (const [effect, values, shown] of ranges)
  test(`${effect} of ${values.join(', ')} is shown as ${shown.join(' and ')}`, () => {
    const { groups } = groupInjections(
      values.map((value) => ({ ...ONE, effect, value })),
      9,
    );
    assert.deepEqual(groups.map(describeGroup), shown);
  });

test('each rule has a row before any has a second one, and rows are in the order in which they first happened', () => {
  const items = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2', 'a4'].map((name) => ({
    ...ONE,
    rule: name.charAt(0),
    target: name,
  }));
  const { groups } = groupInjections(items, 9);
  const chosen = (most: number) => fairShare(groups, most).map(({ first }) => first.target);
  assert.deepEqual(chosen(3), ['a1', 'b1', 'c1']);
  assert.deepEqual(chosen(5), ['a1', 'a2', 'b1', 'c1', 'b2']);
  assert.deepEqual(chosen(9), ['a1', 'a2', 'a3', 'b1', 'c1', 'b2', 'a4']);
});

test('the only fault of a rule is shown beside a thousand others that came first', () => {
  const others = Array.from({ length: 2_000 }, (_, n) => ({
    ...ONE,
    target: `/many/${n}`,
    effect: 'LATENCY',
    value: n,
  }));
  const items = [...others, { ...ONE, rule: 'rare', target: '/rare' }];
  const report = { ...collect(aGitRun()), injections: { recorded: items.length, dropped: 0, items } };
  const terminal = renderTerminal(report, { color: false, width: 100 });
  assert.match(terminal, /EIO +io\.read +\/rare /);
  assert.match(terminal, /… and 1,993 more faults, in report\.json/);
  const [open = ''] = renderSummary(report).split('<details>');
  assert.match(open, /`\/rare`/);
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
  assert.match(renderTerminal(of([7, 8, 7, 9]), { color: false, width: 100 }), / a 7 and 2 more {2}/);
  assert.match(renderSummary(of([7, 7])), /\| `a` \(7\) \|/);
  assert.match(renderSummary(of([7, 8, 7, 9])), /\| `a` \(7 and 2 more\) \|/);
});
