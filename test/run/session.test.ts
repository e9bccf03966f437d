import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import test, { type TestContext } from 'node:test';
import { livingMembers, sessionOf, signalSession } from '../../src/run/session.ts';

function sleeper(context: TestContext): ChildProcess & { pid: number } {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  context.after(() => child.kill('SIGKILL'));
  assert.ok(child.pid);
  return child as ChildProcess & { pid: number };
}

test('a signal reaches a session, and no other', async (context) => {
  const [child, other] = [sleeper(context), sleeper(context)];
  const ended = once(child, 'exit');
  signalSession(sessionOf(child.pid), 'SIGTERM');
  assert.deepEqual(await ended, [null, 'SIGTERM']);
  assert.deepEqual(livingMembers(sessionOf(other.pid)), [{ pid: other.pid, name: 'sleep' }]);
});

test('a session whose number another process has got is over', async (context) => {
  const child = sleeper(context);
  const session = sessionOf(child.pid);
  const earlier = { ...session, start: session.start - 1n };
  assert.deepEqual([livingMembers(earlier).length, livingMembers(session).length], [0, 1]);
  const ended = once(child, 'exit');
  signalSession(earlier, 'SIGKILL');
  signalSession(session, 'SIGTERM');
  assert.deepEqual(await ended, [null, 'SIGTERM']);
});

test('a process that leads no session has no members', () => {
  const { pid = 0 } = spawn('sleep', ['0.1'], { stdio: 'ignore' });
  assert.deepEqual(livingMembers(sessionOf(pid)), []);
});
