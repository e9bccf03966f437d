import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { findSurvivors } from '../../src/run/survivors.ts';
import { put, scratch } from '../scratch.ts';
import { buildTelemetry, type Segment } from '../telemetry/build.ts';

/** A run directory whose telemetry has these processes. */
function runOf(context: TestContext, segments: Segment[]): string {
  const directory = scratch(context);
  put(join(directory, 'telemetry'), buildTelemetry({ segments }).bytes);
  return directory;
}

/** A library of the system by a name of ours. */
function libraryIn(directory: string): string {
  const [system = ''] = /\/\S+\/lib(?:m|gcc_s|stdc\+\+)\.so\S*/.exec(readFileSync('/proc/self/maps', 'utf8')) ?? [];
  const library = join(directory, 'libchaos-io-glibc-amd64.so');
  copyFileSync(system, library);
  return library;
}

/** Starts Node under a name, with a library, and a child of it that has ended, of which nobody takes notice. */
async function start(context: TestContext, program: string, library = ''): Promise<{ pid: number; zombie: number }> {
  const child = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec "$0" -e "setTimeout(String, 60000)"', program], {
    env: { ...process.env, LD_PRELOAD: library },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  context.after(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  const zombie = Number(String(line));
  while (!/\) Z/.test(statOf(zombie)) || statOf(child.pid ?? 0).includes('(sh)'))
    await new Promise((resolve) => setTimeout(resolve, 10));
  return { pid: child.pid ?? 0, zombie };
}

function statOf(pid: number): string {
  return readFileSync(`/proc/${pid}/stat`, 'utf8');
}

function startOf(pid: number): bigint {
  return BigInt(/\) (?:\S+ ){19}(\d+)/.exec(statOf(pid))?.[1] ?? 0);
}

test('of the processes of a run those that still run are told, by the name of their program', async (context) => {
  const directory = scratch(context);
  const program = join(directory, 'another name');
  symlinkSync(process.execPath, program);
  const { pid, zombie } = await start(context, program, libraryIn(directory));
  const known = { pid, start: startOf(pid) };
  const segments = [known, { ...known, library: 'net' }, { pid: zombie, start: startOf(zombie) }];
  assert.deepEqual(await findSurvivors(runOf(context, segments), []), [{ pid, name: basename(realpathSync(program)) }]);
  assert.deepEqual(await findSurvivors(runOf(context, segments), [{ pid, name: 'sleep' }]), [], 'it was stopped');
  const other = { pid, start: known.start - 1n };
  assert.deepEqual(await findSurvivors(runOf(context, [other]), []), [], 'another process has its number');
  assert.deepEqual(await findSurvivors(runOf(context, [{ pid, start: 0n }]), []), [], 'it may be another');
});

test('a process that no library is in is not named', async (context) => {
  const { pid } = await start(context, process.execPath);
  assert.deepEqual(await findSurvivors(runOf(context, [{ pid, start: startOf(pid) }]), []), []);
});

test('a process that is just about to end is no survivor', async (context) => {
  const child = spawn('sleep', ['0.1']);
  const pid = child.pid ?? 0;
  assert.deepEqual(await findSurvivors(runOf(context, [{ pid, start: startOf(pid) }]), []), []);
});

test('of a run without telemetry nothing is told', async (context) => {
  assert.deepEqual(await findSurvivors(scratch(context), []), []);
});
