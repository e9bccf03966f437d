import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { entrance } from '../c/build.ts';
import { scratch } from '../scratch.ts';

/** A directory, and the words that have a program run where the relay serves: here. */
async function serving(context: TestContext): Promise<{ directory: string; within: [string, ...string[]] }> {
  const directory = realpathSync(scratch(context));
  const socket = join(directory, 'socket');
  const server = spawn(entrance('cell/relay'), ['serve', socket], { stdio: ['pipe', 'inherit', 'inherit'], env: {} });
  context.after(() => server.stdin.end());
  for (let i = 0; !existsSync(socket); i++) {
    assert.ok(i < 100, 'the relay does not serve');
    await sleep(50);
  }
  return { directory, within: [entrance('cell/relay'), 'ask', socket] };
}

test('a program that a relay runs has the directory, the environment and the descriptors of who asks', async (context) => {
  const { directory, within } = await serving(context);
  const script = 'pwd; echo "$TOLD"; cat; echo aside >&2; echo more >&5';
  const [program, ...args] = [...within, '/bin/sh', '-c', script] as const;
  const { status, output } = spawnSync(program, args, {
    cwd: directory,
    env: { TOLD: 'a variable' },
    input: 'an input',
    stdio: ['pipe', 'pipe', 'pipe', 'ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.deepEqual(
    [status, ...output],
    [0, null, `${directory}\na variable\nan input`, 'aside\n', null, null, 'more\n'],
  );
});

for (const [what, script, end] of [
  ['its status', 'exit 200', [200, null]],
  ['the signal that ended it', 'kill -SEGV $$', [null, 'SIGSEGV']],
] as const)
  test(`who asks a relay for a program ends with ${what}`, async (context) => {
    const { within } = await serving(context);
    const [program, ...args] = [...within, '/bin/sh', '-c', script] as const;
    const { status, signal } = spawnSync(program, args, { timeout: 20_000 });
    assert.deepEqual([status, signal], end);
  });

test('a program that a relay runs does not outlive who asked for it', async (context) => {
  const { directory, within } = await serving(context);
  const [program, ...args] = [...within, '/bin/sh', '-c', 'echo $$ > pid; exec sleep 60'] as const;
  const asker = spawn(program, args, { cwd: directory, stdio: 'ignore' });
  let pid = '';
  for (let i = 0; pid === ''; i++) {
    assert.ok(i < 100, 'the program does not start');
    await sleep(50);
    if (existsSync(join(directory, 'pid'))) pid = readFileSync(join(directory, 'pid'), 'utf8').trim();
  }
  asker.kill('SIGKILL');
  for (let i = 0; existsSync(`/proc/${pid}`); i++) {
    assert.ok(i < 100, 'the program is still there');
    await sleep(50);
  }
});
