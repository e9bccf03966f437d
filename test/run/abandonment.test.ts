import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { endLater } from '../cli/chaos.ts';
import { follow } from '../running.ts';

const source = (name: string) => JSON.stringify(join(import.meta.dirname, `../../src/run/${name}.ts`));

/** What a process does that can be abandoned; `start` runs a script of the shell's. Whoever goes on says so. */
const PROGRAM = (work: string) => `
  import { spawn } from 'node:child_process';
  import { once } from 'node:events';
  import { setTimeout } from 'node:timers/promises';
  import { abandonable } from ${source('abandonment')};
  import { watchInterruption } from ${source('interruption')};
  const start = (script) => once(spawn('sh', ['-c', script], { detached: true, stdio: 'inherit' }), 'close');
  await abandonable(async () => { ${work} });
  console.log('went on');
`;

/** Runs it from a shell, in whose place it comes. */
function run(work: string, before = ':') {
  const node = [process.execPath, '--input-type=module', '-e', PROGRAM(work)];
  return follow(spawn('sh', ['-c', `${before}; exec "$@"`, 'sh', ...node], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

test('work that is done in spite of a signal is abandoned none the less, whoever listens by then', async () => {
  const running = run("console.log('ready'); await setTimeout(20); watchInterruption();");
  await running.said('ready');
  running.child.kill('SIGTERM');
  const { signal, stdout, stderr } = await running.ended;
  assert.deepEqual([signal, stdout], ['SIGTERM', 'ready\n'], stderr);
});

test('a second signal does not keep the work from cleaning up', async () => {
  const script = `trap 'trap "" TERM; sleep 0.4; exit' TERM; echo ready; while :; do sleep 0.1; done`;
  const running = run(`try { await start(${JSON.stringify(script)}); } finally { console.log('cleaned up'); }`);
  await running.said('ready');
  running.child.kill('SIGINT');
  await setTimeout(150);
  running.child.kill('SIGINT');
  const { signal, stdout, stderr } = await running.ended;
  assert.deepEqual([signal, stdout], ['SIGINT', 'ready\ncleaned up\n'], stderr);
});

test('programs that were started before the work are not ended with it', async (context) => {
  const running = run("await start('sleep 61 & echo own $!; wait');", 'sleep 62 >&- 2>&- & echo other $!');
  await running.said('own');
  running.child.kill('SIGTERM');
  const { stdout } = await running.ended;
  const [other = 0, own = 0] = [...stdout.matchAll(/\d+/g)].map(Number);
  endLater(context, other);
  assert.deepEqual([existsSync(`/proc/${other}/exe`), existsSync(`/proc/${own}/exe`)], [true, false], stdout);
});
