import assert from 'node:assert/strict';
import { existsSync, realpathSync, unlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import test from 'node:test';
import { type CommandRequest, runCommand } from '../../src/run/command.ts';
import type { Interruption } from '../../src/run/interruption.ts';
import { livingMembers, sessionOf } from '../../src/run/session.ts';
import { put, scratch } from '../scratch.ts';

const SLACK_MS = 2500;

function sh(script: string, request: Partial<CommandRequest> = {}): CommandRequest {
  return { argv: ['sh', '-c', script], cwd: '/', environment: process.env, timeoutMs: 60_000, ...request };
}

/** An interruption that the test makes. */
function interruptions(): Interruption & { send: (signal: NodeJS.Signals) => void } {
  const listeners = new Set<(signal: NodeJS.Signals, count: number) => void>();
  const sent: NodeJS.Signals[] = [];
  return {
    get signal() {
      return sent[0];
    },
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => undefined,
    send: (signal) => {
      sent.push(signal);
      for (const listener of listeners) listener(signal, sent.length);
    },
  };
}

async function waitFor(path: string): Promise<void> {
  for (let tries = 0; !existsSync(path); tries++) {
    assert.ok(tries < 500, `${path} never appeared`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('how a command ended is told as it was', async () => {
  const cases: [string, number | null, string | null][] = [
    ['exit 0', 0, null],
    ['exit 7', 7, null],
    ['kill -ABRT $$', null, 'SIGABRT'],
    ['kill -KILL $$', null, 'SIGKILL'],
  ];
  for (const [script, exitCode, signal] of cases) {
    const end = await runCommand(sh(script), interruptions());
    assert.deepEqual([end.exitCode, end.signal, end.timedOut, end.startError], [exitCode, signal, false, null], script);
    assert.ok(end.pid && end.durationMs > 0 && end.leftovers.length === 0);
  }
});

test('a command that cannot be started has the errno for it', async (context) => {
  const directory = scratch(context);
  const cases: [string[], string][] = [
    [['/no/such/program'], 'ENOENT'],
    [[put(join(directory, 'plain'), 'x', 0o644)], 'EACCES'],
    [['true', 'x'.repeat(3_000_000)], 'E2BIG'],
    [['true', 'a\0b'], 'ERR_INVALID_ARG_VALUE'],
  ];
  for (const [argv, startError] of cases) {
    const end = await runCommand({ ...sh(''), argv }, interruptions());
    assert.deepEqual([end.startError, end.pid, end.exitCode], [startError, null, null]);
  }
});

test('at the timeout the whole group is asked to end, and killed after the grace', async () => {
  const cases: [string, string, number | null, string | null, number][] = [
    ['obedient', 'sleep 60', null, 'SIGTERM', 5000],
    ['cleans up', 'trap "exit 9" TERM; sleep 60 & wait', 9, null, 5000],
    ['stubborn', 'trap "" TERM; while :; do sleep 60; done', null, 'SIGKILL', 300],
    ['stubborn child', 'sh -c "trap \\"\\" TERM; while :; do sleep 60; done" & wait', null, 'SIGTERM', 300],
    ['stopped', 'kill -STOP $$; sleep 60', null, 'SIGTERM', 5000],
  ];
  for (const [name, script, exitCode, signal, graceMs] of cases) {
    const started = performance.now();
    const end = await runCommand(sh(script, { timeoutMs: 150, graceMs }), interruptions());
    assert.deepEqual([end.timedOut, end.exitCode, end.signal], [true, exitCode, signal], name);
    assert.ok(performance.now() - started < SLACK_MS, name);
    assert.deepEqual(livingMembers(sessionOf(end.pid ?? 0)), [], name);
  }
});

test('what runs at the timeout is named, but not what has ended and only waits for its parent to notice', async () => {
  const nameOf = (path: string) => basename(realpathSync(path));
  const cases: [string, string[]][] = [
    ['exec sleep 60', ['/bin/sleep']],
    ['sh -c "exit 1" & exec sleep 60', ['/bin/sleep']],
    ['sleep 61 & while :; do wait; done', ['/bin/sh', '/bin/sleep']],
    ['exit 0', []],
  ];
  for (const [script, programs] of cases) {
    const end = await runCommand(sh(script, { timeoutMs: 1000 }), interruptions());
    const names = end.running.map(({ name }) => name);
    assert.deepEqual(names.sort(), programs.map(nameOf).sort(), script);
    assert.equal(
      end.running.some(({ pid }) => pid === end.pid),
      programs.length > 0,
    );
  }
});

test('what a signal has suspended is told of what runs at the timeout', async () => {
  const end = await runCommand(sh('sleep 61 & kill -STOP $$; wait', { timeoutMs: 1000 }), interruptions());
  assert.deepEqual(
    end.running.map(({ pid, suspended }) => [pid === end.pid, suspended]),
    [
      [true, true],
      [false, undefined],
    ],
  );
});

test('what still runs in the background when the main process ends is named and ended', async () => {
  const end = await runCommand(sh('sleep 61 & exec true'), interruptions());
  assert.deepEqual([end.exitCode, end.leftovers.map(({ name }) => name)], [0, ['sleep']]);
  assert.deepEqual(livingMembers(sessionOf(end.pid ?? 0)), []);
  assert.ok(end.durationMs < 1000, 'the time of the command is that of its main process');
});

test('a process whose first thread has ended still runs', async (context) => {
  const mark = join(scratch(context), 'ready');
  const program = `import ctypes, threading, time
threading.Thread(target=time.sleep, args=(61,)).start()
open('${mark}', 'w').close()
ctypes.CDLL(None).pthread_exit(None)`;
  const state = 'cut -d " " -f 3 /proc/$!/stat';
  const script = `python3 -c "${program}" & while [ ! -e '${mark}' ] || [ $(${state}) != Z ]; do sleep 0.01; done`;
  const end = await runCommand(sh(script), interruptions());
  assert.equal(end.leftovers.length, 1);
  assert.deepEqual(livingMembers(sessionOf(end.pid ?? 0)), []);
});

test('what is in a group of its own, but in the session of the command, is ended as the rest', async (context) => {
  const mark = join(scratch(context), 'ready');
  const script = `timeout 61 sh -c ': > "${mark}"; sleep 62' & while [ ! -e '${mark}' ]; do sleep 0.01; done`;
  const ended = await runCommand(sh(script), interruptions());
  assert.ok(ended.leftovers.some(({ name }) => name === 'timeout'));
  const hung = await runCommand(sh('timeout 61 sleep 62; true', { timeoutMs: 300 }), interruptions());
  assert.deepEqual([hung.timedOut, hung.leftovers], [true, []]);
  const interruption = interruptions();
  const stubborn = `trap 'exit 3' INT; timeout 61 sh -c 'trap "" INT TERM; : > "${mark}"; sleep 62; sleep 63' & wait`;
  unlinkSync(mark);
  const running = runCommand(sh(stubborn), interruption);
  await waitFor(mark);
  interruption.send('SIGINT');
  interruption.send('SIGINT');
  const interrupted = await running;
  for (const { pid } of [ended, hung, interrupted]) assert.deepEqual(livingMembers(sessionOf(pid ?? 0)), []);
});

test('a background process that ends by itself right after the main one is no leftover', async () => {
  const end = await runCommand(sh('sleep 0.05 & exit 0'), interruptions());
  assert.deepEqual(end.leftovers, []);
});

test('an interruption reaches the group as the signal that it is', async (context) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const mark = join(scratch(context), 'ready');
    const interruption = interruptions();
    const number = constants.signals[signal];
    const script = `trap 'exit ${number}' ${number}; : > '${mark}'; while :; do sleep 0.05; done`;
    const running = runCommand(sh(script), interruption);
    await waitFor(mark);
    interruption.send(signal);
    const end = await running;
    assert.deepEqual([end.interruptedBy, end.exitCode, end.timedOut], [signal, number, false]);
  }
});

test('after a second interruption nothing waits any longer', async (context) => {
  const mark = join(scratch(context), 'ready');
  const interruption = interruptions();
  const running = runCommand(sh(`trap '' INT TERM; : > '${mark}'; while :; do sleep 60; done`), interruption);
  await waitFor(mark);
  const started = performance.now();
  interruption.send('SIGINT');
  interruption.send('SIGINT');
  const end = await running;
  assert.deepEqual([end.interruptedBy, end.signal], ['SIGINT', 'SIGKILL']);
  assert.ok(performance.now() - started < 1500);
  assert.deepEqual(livingMembers(sessionOf(end.pid ?? 0)), []);
});

test('of an interruption and the timeout the one that comes first counts', async (context) => {
  const mark = join(scratch(context), 'ready');
  const interruption = interruptions();
  const stubborn = `trap ': > "${mark}"' TERM; while :; do sleep 0.05; done`;
  const hung = runCommand(sh(stubborn, { timeoutMs: 300 }), interruption);
  await waitFor(mark);
  interruption.send('SIGINT');
  interruption.send('SIGINT');
  const { timedOut, interruptedBy, running } = await hung;
  assert.deepEqual([timedOut, interruptedBy, running.length > 0], [true, null, true]);
  unlinkSync(mark);
  const earlier = interruptions();
  const deaf = `trap '' TERM; : > '${mark}'; while :; do sleep 0.05; done`;
  const interrupted = runCommand(sh(deaf, { timeoutMs: 1500 }), earlier);
  await waitFor(mark);
  earlier.send('SIGTERM');
  const end = await interrupted;
  assert.deepEqual([end.timedOut, end.interruptedBy, end.signal], [false, 'SIGTERM', 'SIGKILL']);
});

test('who is interrupted before the command runs does not run it to its end', async () => {
  const interruption = interruptions();
  interruption.send('SIGINT');
  const started = performance.now();
  // Not through a shell, which may lose a signal while it forks.
  const end = await runCommand({ ...sh(''), argv: ['sleep', '60'] }, interruption);
  assert.equal(end.interruptedBy, 'SIGINT');
  assert.ok(performance.now() - started < SLACK_MS);
});
