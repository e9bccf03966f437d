import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { parseAttempts, tellAttempts } from '../../src/command/demo-story.ts';
import { put, scratch } from '../scratch.ts';
import { chaos, start } from './chaos.ts';

test('the demo shows real faults in git and what git made of them, and cleans up', async (context) => {
  const temporary = scratch(context);
  const { code, stdout, stderr, ms } = await chaos(['demo'], { env: { TMPDIR: temporary } });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /disk-error +io\.fsync .* EIO/);
  assert.match(stdout, /(EIO|ENOSPC) +io\.\w+ +\/\S+ +git \d+ +(fsync|rename) at git/);
  assert.match(stdout, /8 commits asked for: \d made, [1-8] refused/);
  assert.match(stdout, /git fsck: the repository is intact/);
  assert.match(stdout, /every commit that git confirmed is there/);
  assert.match(stdout, /^PASS/m);
  assert.ok(stdout.trim().split('\n').length <= 32, stdout);
  assert.deepEqual(readdirSync(temporary), []);
  assert.ok(ms < 30_000);
});

test('the demo works in a temporary directory whose path is relative', async (context) => {
  const directory = scratch(context);
  mkdirSync(join(directory, 'tmp'));
  const { code, stdout, stderr } = await chaos(['demo'], { cwd: directory, env: { TMPDIR: 'tmp' } });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /8 commits asked for: \d made/);
});

test('an interrupted demo leaves nothing behind, wherever it was', async (context) => {
  const directory = scratch(context);
  const git = '#!/bin/sh\ncase "$*" in "$doing"*) : >"$began"; sleep 0.5 ;; esac\nexec "$real" "$@"\n';
  const path = `${join(put(join(directory, 'bin/git'), git), '..')}:${process.env.PATH}`;
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  for (const doing of ['init', 'config gc.auto', 'add', 'log']) {
    const temporary = join(put(join(directory, doing, '.keep'), ''), '..');
    const began = join(directory, `${doing}.began`);
    const { child, ended } = start(['demo'], { env: { PATH: path, TMPDIR: temporary, doing, began, real } });
    while (!existsSync(began)) await setTimeout(20);
    child.kill('SIGINT');
    const { signal, stdout, stderr } = await ended;
    assert.equal(signal, 'SIGINT', `${doing}: ${stdout}${stderr}`);
    assert.deepEqual(readdirSync(temporary), ['.keep'], doing);
  }
});

test('without git the demo says so', async (context) => {
  const path = join(put(join(scratch(context), 'bin/sh'), '#!/bin/sh\n'), '..');
  const { code, stderr } = await chaos(['demo'], { env: { PATH: path } });
  assert.equal(code, 3);
  assert.match(stderr, /^chaos: the demo shows .* there is no git here; install git\n$/);
});

test('a commit that git confirmed and lost is told as lost', () => {
  const attempts = parseAttempts('1 0 \n2 128 fatal: no space\n3 0 warning: slow\nnonsense\n');
  assert.deepEqual(
    attempts.map(({ number, confirmed, said }) => [number, confirmed, said]),
    [
      [1, true, ''],
      [2, false, 'fatal: no space'],
      [3, true, 'warning: slow'],
    ],
  );
  const story = tellAttempts(attempts, ['Add entry 1', 'Begin'], false).join('\n');
  assert.match(story, /3 commits asked for: 2 made, 1 refused/);
  assert.match(story, /commit 2 refused: fatal: no space/);
  assert.match(story, /BROKEN/);
  assert.match(story, /LOST although git had confirmed it: 3/);
  assert.match(tellAttempts(attempts, ['Add entry 1', 'Add entry 3'], true).join('\n'), /every commit .* is there/);
});
