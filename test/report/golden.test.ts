import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { collect } from '../../src/report/collect.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { aGitRun, aHungRun, aNastyRun, aPassedRun } from './example.ts';

const FOLDER = new URL('../../fixtures/report/', import.meta.url);

const goldens: [file: string, text: string][] = [
  ['git.md', renderSummary(collect(aGitRun()))],
  ['nasty.md', renderSummary(collect(aNastyRun()))],
  ['passed.md', renderSummary(collect(aPassedRun()))],
  ['hung.md', renderSummary(collect(aHungRun()))],
  ['git.txt', renderTerminal(collect(aGitRun()), { color: false, width: 110 })],
  ['git.color.txt', renderTerminal(collect(aGitRun()), { color: true, width: 110 })],
  ['nasty.txt', renderTerminal(collect(aNastyRun()), { color: false, width: 110 })],
  ['nasty.narrow.txt', renderTerminal(collect(aNastyRun()), { color: false, width: 75 })],
  ['passed.txt', renderTerminal(collect(aPassedRun()), { color: false, width: 80 })],
  ['hung.txt', renderTerminal(collect(aHungRun()), { color: false, width: 80 })],
];
for (const [file, text] of goldens)
  test(`a report looks like fixtures/report/${file}`, () => {
    const golden = new URL(file, FOLDER);
    if (process.env.UPDATE_GOLDEN || !existsSync(golden))
      writeFileSync(golden, text.endsWith('\n') ? text : `${text}\n`);
    assert.equal(text.trimEnd(), readFileSync(golden, 'utf8').trimEnd());
  });
