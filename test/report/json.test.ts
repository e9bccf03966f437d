import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect } from '../../src/report/collect.ts';
import { renderJson } from '../../src/report/json.ts';
import type { Report } from '../../src/report/report.ts';
import { processorMs } from '../processor-time.ts';
import { aGitRun, aNastyRun, aPassedRun } from './example.ts';

const textOf = (report: Report) => [...renderJson(report)].join('');

test('what is written is the report', () => {
  for (const report of [collect(aGitRun()), collect(aPassedRun())])
    assert.deepEqual(JSON.parse(textOf(report)), report);
});

test('there is a line for each injection', () => {
  const lines = textOf(collect(aGitRun())).split('\n');
  assert.equal(lines.filter((line) => /^ {6}\{"ms":/.test(line)).length, 4);
});

test('half a surrogate pair becomes U+FFFD wherever it stands, and whole pairs stay', () => {
  const report = collect(aNastyRun());
  const [item] = report.injections.items;
  assert.ok(item);
  report.injections.items.push({ ...item, target: 'a\udc00 \\ud800 \ud83d\ude00' });
  const text = textOf(report);
  assert.deepEqual(Buffer.from(text).toString(), text);
  const read: Report = JSON.parse(text);
  assert.equal(read.command.at(-1), 'half a \ufffd pair');
  assert.equal(read.injections.items.at(-1)?.target, 'a\ufffd \\ud800 \ud83d\ude00');
});

test('a million injections come in pieces of some 64 KiB', () => {
  const report = collect(aGitRun());
  const [item] = report.injections.items;
  assert.ok(item);
  report.injections.items = new Array(1_000_000).fill(item);
  let pieces = 0;
  const begin = processorMs();
  for (const piece of renderJson(report)) {
    pieces++;
    assert.ok(piece.length < 66 * 1024);
  }
  assert.ok(pieces > 1_000);
  assert.ok(processorMs() - begin < 5_000);
});
