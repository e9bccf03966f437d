import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect } from '../../src/report/collect.ts';
import { code, fenced, literal } from '../../src/report/markdown.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { aGitRun, aHugeReport, aNastyRun } from './example.ts';

test('a summary stays below 900 KiB whatever the report holds, and says how much it leaves out', () => {
  const summary = renderSummary(aHugeReport(collect(aGitRun())));
  assert.ok(Buffer.byteLength(summary) < 900 * 1024, `${Buffer.byteLength(summary)} bytes`);
  for (const part of ['Declared', 'Happened', 'Not covered', 'Replay', 'operations seen', 'processes'])
    assert.ok(summary.includes(part), part);
  assert.ok((summary.match(/… and [\d,]+ more/g) ?? []).length >= 6);
});

test('no name brings its own markup, tag, table cell or line into a summary', () => {
  const summary = renderSummary(collect(aNastyRun())).replace(/\n```bash\n.*\n```\n/, '\n');
  const tags = new Set(summary.match(/<[^>\s]*/g));
  assert.deepEqual([...tags].sort(), ['</code', '</details', '</summary', '<code', '<details', '<summary']);
  assert.deepEqual(summary.match(/[\p{Cc}\p{Cf}]/gu)?.filter((character) => character !== '\n') ?? [], []);
  for (const line of summary.split('\n')) {
    assert.doesNotMatch(line, /^\s*::/);
    if (line.startsWith('| ') && line.includes('rule-')) assert.ok([8, 9].includes(line.split('|').length - 1), line);
  }
});

test('how to replay a run is fenced as bash only where its words are those of bash', () => {
  const run = collect(aGitRun());
  assert.ok(renderSummary({ ...run, command: ['echo', "it's"] }).includes('\n```sh\nchaos run '));
  assert.ok(renderSummary({ ...run, command: ['echo', 'a\nb'] }).includes('\n```bash\nchaos run '));
});

const codes: [value: string, markdown: string][] = [
  ['/data/wal.log', '`/data/wal.log`'],
  ['a b', '`a b`'],
  ['*', '`*`'],
  ['', ''],
  ['a|b', '<code>a&#124;b</code>'],
  ['`', '<code>&#96;</code>'],
  ['\\', '<code>&#92;</code>'],
  [' a', '<code> a</code>'],
  ['  ', '<code>&nbsp;&nbsp;</code>'],
  ['a\nb', '<code>a&#92;nb</code>'],
  ['<b>', '<code>&#60;b&#62;</code>'],
  ['ü', '<code>ü</code>'],
];
for (const [value, markdown] of codes)
  test(`${JSON.stringify(value)} as code is ${markdown}`, () => assert.equal(code(value), markdown));

test('a literal text keeps words readable and has no live markup', () => {
  assert.equal(literal('rule a (x.yml:7) saw: 3 calls, 100%'), 'rule a (x.yml&#58;7) saw: 3 calls, 100%');
  assert.equal(
    literal('*a* _b_ [c](d) #1 @me &amp; www.x.y'),
    '&#42;a&#42; &#95;b&#95; &#91;c&#93;(d) &#35;1 &#64;me &#38;amp; www&#46;x.y',
  );
});

test('a fence is longer than any run of backticks inside it', () => {
  assert.equal(fenced('a ```` b', 'sh'), '`````sh\na ```` b\n`````');
  assert.equal(fenced('a', 'sh'), '```sh\na\n```');
});
