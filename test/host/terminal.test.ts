import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import type { WriteStream } from 'node:tty';
import { ToolError, UsageError } from '../../src/error.ts';
import { exitCodeOf, failureText } from '../../src/host/failure.ts';
import { refuseOtherSystems } from '../../src/host/system.ts';
import { terminalStyle } from '../../src/host/terminal.ts';
import { ProfileError } from '../../src/profile/mistake.ts';
import { profileIn } from '../cli/chaos.ts';
import { scratch } from '../scratch.ts';

test('colours are for terminals that show them, unless the user says otherwise', () => {
  const cases: [boolean, NodeJS.ProcessEnv, boolean][] = [
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ];
  for (const [isTTY, environment, color] of cases) {
    const style = terminalStyle({ isTTY, columns: 80 } as WriteStream, environment);
    assert.deepEqual(style, { color, width: 80 }, JSON.stringify([isTTY, environment]));
  }
  assert.equal(terminalStyle({} as WriteStream, {}).width, Number.POSITIVE_INFINITY, 'a file or a pipe');
  assert.equal(
    terminalStyle({ isTTY: true, columns: 0 } as WriteStream, {}).width,
    100,
    'a terminal that does not say',
  );
});

test('a long run shows on a terminal that it goes on, and leaves no trace of that', (context) => {
  const directory = scratch(context);
  const cli = join(import.meta.dirname, '../../src/cli.ts');
  const line = `'${process.execPath}' '${cli}' run -p '${profileIn(directory)}' -- sleep 3`;
  const typescript = execFileSync('script', ['-qec', line, '/dev/null'], { cwd: directory, encoding: 'utf8' });
  const shown = typescript.split(CLEAR);
  const progress = shown.slice(1, -1);
  assert.ok(progress.length > 0 && progress.every((text) => /^chaos: running for [23] s, no fault so far$/.test(text)));
  assert.doesNotMatch(shown.at(-1) ?? '', /so far/, 'the line is cleared before anything else is said');
  const short = execFileSync('script', ['-qec', line.replace('sleep 3', 'true'), '/dev/null'], {
    cwd: directory,
    encoding: 'utf8',
  });
  assert.doesNotMatch(short, /so far/);
});

const CLEAR = '\r\u001b[2K';

test('an error is one line, unless somebody debugs', () => {
  const cause = new Error('the cause');
  const cases: [unknown, number, string][] = [
    [new UsageError('write this\n  instead'), 2, 'chaos: write this instead'],
    [new ToolError('disk full', { cause }), 3, 'chaos: disk full'],
    [new UsageError('no /bin/sh\r, no \x1b[2J\u202e'), 2, 'chaos: no /bin/sh\\r, no \\x1b[2J\\u202e'],
    [new Error('surprise'), 3, 'chaos: surprise (unexpected; CHAOS_DEBUG=1 shows where)'],
    ['text', 3, 'chaos: text (unexpected; CHAOS_DEBUG=1 shows where)'],
    [new UsageError('chaos run needs more'), 2, 'chaos run needs more'],
  ];
  for (const [error, code, text] of cases) assert.deepEqual([exitCodeOf(error), failureText(error, {})], [code, text]);
  assert.equal(exitCodeOf(new ProfileError([])), 2);
  const debugged = failureText(new ToolError('disk full', { cause }), { CHAOS_DEBUG: '1' });
  assert.match(debugged, /disk full\n.*ToolError: disk full\n +at [\s\S]*caused by Error: the cause/);
});

test('systems that are not Linux are told where to go', () => {
  assert.throws(() => refuseOtherSystems('darwin'), {
    name: 'ToolError',
    message: /but this is macOS; use a Linux runner/,
  });
  assert.throws(() => refuseOtherSystems('win32'), /this is Windows/);
  refuseOtherSystems('linux');
});
