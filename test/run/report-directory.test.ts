import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { prepareReportDirectory, reportDirectories, writeReportFile } from '../../src/run/report-directory.ts';
import { put, scratch } from '../scratch.ts';

test('an unusable report directory is refused in one line, and who is to blame decides the exit code', (context) => {
  const directory = scratch(context);
  const file = put(join(directory, 'file'), 'x');
  const taken = join(directory, 'taken');
  mkdirSync(join(taken, 'report.json'), { recursive: true });
  const cases: [string, string, RegExp][] = [
    [file, 'UsageError', /is a file; name a directory/],
    [join(file, 'below'), 'UsageError', /a part of its path is a file/],
    ['/proc/nothing/here', 'ToolError', /cannot be written: no such file/],
    ['/sys/kernel', 'ToolError', /cannot be written/],
    [taken, 'ToolError', /taken\/report\.json is in the way of the report, and cannot be removed: it is a directory$/],
  ];
  for (const [path, name, message] of cases) {
    assert.throws(
      () => prepareReportDirectory(path, ['report.json']),
      (error: Error) => {
        assert.equal(error.name, name, path);
        assert.match(error.message, message);
        return !error.message.includes('\n');
      },
    );
  }
});

test("an earlier report is gone before a run starts, the user's files stay", (context) => {
  const directory = scratch(context);
  for (const name of ['report.json', 'io.conf', 'mine.txt']) put(join(directory, name), 'old');
  prepareReportDirectory(directory, ['report.json', 'summary.md', 'io.conf']);
  assert.deepEqual(readdirSync(directory), ['mine.txt']);
  prepareReportDirectory(join(directory, 'a/b/c'), []);
  assert.ok(existsSync(join(directory, 'a/b/c')));
});

test('a report file appears whole or not at all', (context) => {
  const directory = scratch(context);
  put(join(directory, 'report.json'), 'old');
  function* failing(): Generator<string> {
    yield 'x'.repeat(1_000_000);
    throw new Error('no more');
  }
  assert.throws(() => writeReportFile(directory, 'report.json', failing()), /cannot write .*report.json: no more/);
  assert.equal(readFileSync(join(directory, 'report.json'), 'utf8'), 'old');
  assert.deepEqual(readdirSync(directory), ['report.json']);
  const chunks = Array.from({ length: 30_000 }, (_, index) => `ä${index}😀\n`);
  const path = writeReportFile(directory, 'report.json', chunks);
  assert.equal(readFileSync(path, 'utf8'), chunks.join(''));
  mkdirSync(join(directory, 'taken'));
  assert.throws(() => writeReportFile(directory, 'taken', ['x']), { name: 'ToolError' });
  assert.deepEqual(readdirSync(directory).sort(), ['report.json', 'taken']);
});

test('repeated runs have numbered directories', () => {
  assert.deepEqual(reportDirectories('r', 1), ['r']);
  assert.deepEqual(reportDirectories('r', 3), ['r/1', 'r/2', 'r/3']);
});
