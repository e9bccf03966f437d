import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import {
  prepareReportDirectory,
  refuseFile,
  removeEmptyDirectory,
  reportDirectories,
  writeReportFiles,
} from '../../src/run/report-directory.ts';
import { put, scratch } from '../scratch.ts';

test('an unusable report directory is refused in one line, a file as a mistake of the user', (context) => {
  const directory = scratch(context);
  const file = put(join(directory, 'file'), 'x');
  const taken = join(directory, 'taken');
  mkdirSync(join(taken, 'report.json'), { recursive: true });
  const cases: [string, string, RegExp][] = [
    [file, 'UsageError', /is a file; name a directory/],
    [join(file, 'below/it'), 'UsageError', /below\/it cannot be made: \S+\/file is a file; name another one/],
    ['/proc/nothing/here', 'ToolError', /cannot be written: no such file/],
    ['/sys/kernel', 'ToolError', /cannot be written/],
    [taken, 'ToolError', /taken\/report\.json is in the way of the report, and cannot be removed: it is a directory$/],
  ];
  for (const [path, name, message] of cases) {
    assert.throws(
      () => {
        refuseFile(path);
        prepareReportDirectory(path, ['report.json']);
      },
      (error: Error) => {
        assert.equal(error.name, name, path);
        assert.match(error.message, message);
        return !error.message.includes('\n');
      },
    );
  }
});

test('a file that takes the place of a report directory later is no mistake of the user', (context) => {
  const file = put(join(scratch(context), 'file'), 'x');
  for (const path of [file, join(file, 'below')])
    assert.throws(() => prepareReportDirectory(path, []), {
      name: 'ToolError',
      message: /cannot be written: a part of the path is not a directory; name another one$/,
    });
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
  const write = (name: string, chunks: Iterable<string>) => writeReportFiles(directory, [[name, chunks]])[0] ?? '';
  assert.throws(() => write('report.json', failing()), /cannot write .*report.json: no more/);
  assert.equal(readFileSync(join(directory, 'report.json'), 'utf8'), 'old');
  assert.deepEqual(readdirSync(directory), ['report.json']);
  const chunks = Array.from({ length: 30_000 }, (_, index) => `ä${index}😀\n`);
  const path = write('report.json', chunks);
  assert.equal(readFileSync(path, 'utf8'), chunks.join(''));
  mkdirSync(join(directory, 'taken'));
  assert.throws(() => write('taken', ['x']), { name: 'ToolError' });
  assert.deepEqual(readdirSync(directory).sort(), ['report.json', 'taken']);
});

function* failing(): Generator<string> {
  yield 'x'.repeat(1_000_000);
  throw new Error('no more');
}

test('of a report that cannot be written nothing stays, what lies beside it does', (context) => {
  const directory = scratch(context);
  put(join(directory, 'mine.conf'), 'x');
  const files = [
    ['io.conf', ['*:EIO']],
    ['summary.md', ['#']],
    ['report.json', failing()],
  ] as const;
  assert.throws(() => writeReportFiles(directory, files), /cannot write .*report.json: no more/);
  assert.deepEqual(readdirSync(directory), ['mine.conf']);
});

test('a report directory that is gone is made again, and nothing is wrong where it cannot be removed for that', (context) => {
  const directory = join(scratch(context), 'out/1');
  const files = [
    ['io.conf', ['*:EIO']],
    ['summary.md', ['#']],
  ] as const;
  assert.deepEqual(writeReportFiles(directory, files), [join(directory, 'io.conf'), join(directory, 'summary.md')]);
  removeEmptyDirectory(directory);
  assert.equal(readdirSync(directory).length, 2);
  removeEmptyDirectory(join(directory, 'gone'));
});

test('repeated runs have numbered directories', () => {
  assert.deepEqual(reportDirectories('r', 1), ['r']);
  assert.deepEqual(reportDirectories('r', 3), ['r/1', 'r/2', 'r/3']);
});
