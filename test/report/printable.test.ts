import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableDuration } from '../../src/report/duration.ts';
import { cutEnd, cutMiddle, printable } from '../../src/report/printable.ts';
import { counted, withSeparators } from '../../src/report/words.ts';

const texts: [text: string, shown: string][] = [
  ['/data/ümläut 日本 😀', '/data/ümläut 日本 😀'],
  ['a\nb\rc\td', 'a\\nb\\rc\\td'],
  ['\x1b[31m\x07\x7f\x9b', '\\x1b[31m\\x07\\x7f\\u009b'],
  ['\u202e\u2066\u200b\ufeff\u2028', '\\u202e\\u2066\\u200b\\ufeff\\u2028'],
  ['\ud800x\udc00', '\ufffdx\ufffd'],
  ['\u{e0041}', '\\U000e0041'],
];
for (const [text, shown] of texts)
  test(`${JSON.stringify(text)} is shown as ${shown}`, () => assert.equal(printable(text), shown));

test('texts are cut between characters', () => {
  assert.equal(cutEnd('abcdef', 6), 'abcdef');
  assert.equal(cutEnd('abcdefg', 6), 'abcde…');
  assert.equal(cutEnd('abcd\ud83d\ude00g', 6), 'abcd…');
  assert.equal(cutMiddle('/usr/lib/git-core/git', 12), '/us…core/git');
  assert.equal(cutMiddle('a\ud83d\ude00bcdefgh', 7), 'a…efgh');
});

const durations: [ms: number, text: string][] = [
  [0, '0 ms'],
  [0.004, '0 ms'],
  [0.25, '0.25 ms'],
  [3.25, '3.3 ms'],
  [9.97, '10 ms'],
  [830.4, '830 ms'],
  [999.6, '1 s'],
  [7240, '7.2 s'],
  [59_949, '59.9 s'],
  [60_000, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_720_000, '1 h 02 min'],
];
for (const [ms, text] of durations) test(`${ms} ms are ${text}`, () => assert.equal(readableDuration(ms), text));

test('counts have separators and the right noun', () => {
  assert.equal(withSeparators(1_234_567), '1,234,567');
  assert.equal(withSeparators(123), '123');
  assert.equal(counted(1, 'fault'), '1 fault');
  assert.equal(counted(2_000, 'process', 'processes'), '2,000 processes');
});
