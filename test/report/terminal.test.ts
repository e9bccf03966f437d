import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../../src/profile/width.ts';
import { collect } from '../../src/report/collect.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { aGitRun, aHugeReport, aHungRun, aNastyRun, aPassedRun } from './example.ts';

const reports = {
  git: collect(aGitRun()),
  nasty: collect(aNastyRun()),
  passed: collect(aPassedRun()),
  hung: collect(aHungRun()),
  huge: aHugeReport(collect(aGitRun())),
};

for (const [name, report] of Object.entries(reports))
  for (const width of [40, 72, 80, 110, 200])
    test(`the ${name} report fits 40 lines of ${width} columns`, () => {
      const lines = renderTerminal(report, { color: false, width }).split('\n');
      assert.ok(lines.length <= 40, `${lines.length} lines`);
      for (const line of lines)
        if (!line.startsWith('replay: ')) assert.ok(displayWidth(line) <= Math.max(72, width), line);
    });

for (const [name, report] of Object.entries(reports))
  test(`the ${name} report is the same with and without colours, and no name brings its own`, () => {
    const plain = renderTerminal(report, { color: false, width: 100 });
    const painted = renderTerminal(report, { color: true, width: 100 });
    assert.equal(stripVTControlCharacters(painted), plain);
    assert.deepEqual(plain.match(/[\p{Cc}\p{Cf}\p{Cs}]/gu)?.filter((character) => character !== '\n') ?? [], []);
  });

test('no line is a workflow command to a runner that reads it', () => {
  for (const width of [40, 60, 75, 80, 90, 110, 200])
    for (const line of renderTerminal(reports.nasty, { color: false, width }).split('\n')) {
      assert.doesNotMatch(line.trimStart(), /^::/);
      assert.ok(!line.includes('##['), line);
    }
});
