import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { commandLine, replayCommand } from '../../src/report/shell.ts';
import { NASTY } from './example.ts';

const words = [
  '',
  'plain-word_1.txt',
  'a b',
  "it's",
  '$HOME',
  '`id`',
  '*',
  '#',
  '!x',
  'line\nline',
  "tab\t'quote' \\ back",
  '\x1b[31m',
  '\\n',
  '::error::x',
  'a ::b',
  '=ls',
  "##[error]it's",
  "#'#[",
  ...NASTY,
];
for (const word of words)
  test(`bash reads ${JSON.stringify(word).slice(0, 60)} back as it was, from one line`, () => {
    const line = commandLine([word]);
    assert.ok(!line.includes('\n'));
    const { stdout } = spawnSync('bash', ['-c', `printf %s ${line}`], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    });
    assert.equal(stdout, word);
  });

for (const word of ['::', '::1', '--bind=::', "'a ::b'"])
  test(`${word} stays as it is, for no runner takes it for a command`, () => {
    assert.equal(commandLine([word.replaceAll("'", '')]), word);
  });

/** The line that replays a run of make, but for what is said. */
function replayed(said: Partial<Parameters<typeof replayCommand>[0]>): string {
  return replayCommand({
    profile: { name: '', path: 'p.yml', sha256: '' },
    seed: 7,
    timeoutMs: 1500,
    command: ['make'],
    target: 'command',
    outcome: { kind: 'passed', exitCode: 0, signal: null, durationMs: 9 },
    ...said,
  });
}

test('a run is replayed with its profile, its seed and its command, and the timeout that it met', () => {
  const run = {
    profile: { name: '', path: 'my profiles/a.yml', sha256: '' },
    command: ['git', 'commit', '-m', "it's"],
  };
  assert.equal(replayed(run), `chaos run -p 'my profiles/a.yml' --seed 7 -- git commit -m 'it'\\''s'`);
  assert.equal(
    replayed({ ...run, outcome: { kind: 'hung', exitCode: null, signal: null, durationMs: 1500 } }),
    `chaos run -p 'my profiles/a.yml' --seed 7 --timeout 1500ms -- git commit -m 'it'\\''s'`,
  );
});

for (const path of ['/dev/fd/63', '/dev/stdin', '/proc/self/fd/11', '/proc/7/fd/0'])
  test(`a run whose profile came through ${path} is replayed with one that is kept in a file`, () => {
    assert.equal(
      replayed({ profile: { name: '', path, sha256: '' } }),
      `chaos run -p FILE --seed 7 -- make # first keep in FILE the profile that came through ${path}`,
    );
    assert.equal(
      replayed({ profile: { name: '', path: `${path}.yml`, sha256: '' } }),
      `chaos run -p ${path}.yml --seed 7 -- make`,
    );
  });

test('a run whose profile was read from a pipe with a name is replayed with one that is kept in a file', () => {
  assert.equal(
    replayed({ profile: { name: '', path: 'my pipe', sha256: '', piped: true } }),
    "chaos run -p FILE --seed 7 -- make # first keep in FILE the profile that came through 'my pipe'",
  );
});

test('a profile whose name begins with - is no option of the command to replay, and zsh expands nothing in it', () => {
  const profile = { name: '', path: '-x.yml', sha256: '' };
  assert.equal(
    replayed({ profile, command: ['echo', '=ls', 'a=b'] }),
    "chaos run -p ./-x.yml --seed 7 -- echo '=ls' a=b",
  );
});

test('a step is replayed by its input, for on a command line its shell would be a target', () => {
  assert.equal(replayed({ target: 'children' }), 'seed: "7" # as an input of the step');
});
