import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { put, scratch } from '../scratch.ts';

const root = join(import.meta.dirname, '../..');
const VERSION = 'v0.2.87';

/** https://github.com/nektos/act, which runs workflows on this machine; built once. */
const act = join(root, 'build/act', VERSION, 'act');

function run(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv = {}, timeout = 120_000) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout,
    killSignal: 'SIGKILL',
  });
  return { status, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
}

/** Why act cannot be used here; undefined when it can. */
function actMissing(): string | undefined {
  if (existsSync(act)) return undefined;
  if (run('go', ['version'], root).status !== 0) return 'there is no Go to build act with';
  const unfinished = `${dirname(act)}.${process.pid}`;
  for (const directory of [dirname(act), unfinished]) mkdirSync(directory, { recursive: true });
  try {
    // It ends the compilers that go started, too. go says nothing when it is ended.
    const limited = ['--kill-after=5', '165', 'go', 'install', `github.com/nektos/act@${VERSION}`];
    const { status, output } = run('timeout', limited, root, { GOBIN: unfinished, GOTMPDIR: unfinished }, 175_000);
    if (status === 124 || status === 137) return 'act cannot be built here within 165 s';
    if (status !== 0) return `act cannot be built here: ${output.trim().split('\n').at(-1)}`;
    renameSync(join(unfinished, 'act'), act);
    return undefined;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const skip = actMissing();

/** A repository with these files, as a runner checks it out. */
function repository(directory: string): void {
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=nobody', '-c', 'user.email=nobody@example.com', ...args], directory);
  git('init', '--quiet');
  git('add', '--all');
  assert.equal(git('commit', '--quiet', '--message', 'all').status, 0);
}

/** What is released, and the fixtures of its workflows. */
function ourRepository(context: TestContext): string {
  const directory = join(scratch(context), 'action');
  for (const path of ['action.yml', 'dist', 'fixtures', 'LICENSE', '.github'])
    cpSync(join(root, path), join(directory, path), { recursive: true });
  repository(directory);
  return directory;
}

function runWorkflow(context: TestContext, directory: string, event: string, ...args: string[]) {
  const home = scratch(context);
  const offline = ['-P', 'ubuntu-latest=-self-hosted', '--action-offline-mode'];
  return run(act, [event, ...offline, ...args], directory, { HOME: home, XDG_CACHE_HOME: home, LD_PRELOAD: '' });
}

test('the workflow of a pull request runs, with this action as a step', { skip }, (context) => {
  const directory = ourRepository(context);
  const { status, output } = runWorkflow(context, directory, 'pull_request', '-W', '.github/workflows/pr.yml');
  assert.equal(status, 0, output);
  assert.match(output, /Job succeeded/);
  assert.match(output, /verdict=pass/);
});

test("a user's workflow runs the action of a version, and fails with its gate", { skip }, (context) => {
  const action = ourRepository(context);
  const directory = scratch(context);
  put(
    join(directory, '.github/workflows/chaos.yml'),
    `on: push
jobs:
  chaos:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: org/chaos-action@v1
        with: { profile: chaos.yml, run: cp notes copy }
`,
  );
  put(join(directory, 'notes'), 'a few words');
  const profileWith = (codes: string) =>
    `version: 1\nrules: [{ on: io.*, path: "/**/copy", fail: ENOSPC }]\ngate: { exitCodes: [${codes}] }\n`;
  const version = ['--local-repository', `org/chaos-action@v1=${action}`];
  put(join(directory, 'chaos.yml'), profileWith('1'));
  repository(directory);
  const good = runWorkflow(context, directory, 'push', ...version);
  assert.equal(good.status, 0, good.output);

  put(join(directory, 'chaos.yml'), profileWith('0'));
  const bad = runWorkflow(context, directory, 'push', ...version);
  assert.notEqual(bad.status, 0, bad.output);
  assert.match(bad.output, /::error.*exit code 1/);
});
