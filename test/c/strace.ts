import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usual } from './build.ts';
import type { Place } from './probe.ts';

const LIMIT_MS = 60_000;

function whyNot(): string | undefined {
  if (usual.emulated) return 'there is no strace of the cell';
  const { status, error } = spawnSync('strace', ['-o', '/dev/null', 'true'], { timeout: LIMIT_MS });
  if (error) return 'there is no strace';
  return status === 0 ? undefined : 'strace does not work here';
}

/** Why strace cannot be used; undefined when it can. */
export const noStrace = whyNot();

/**
 * What strace says of the system calls of a program that runs in a filled place, line by line: without libraries, or with
 * one preloaded. Programs of a cell run on this machine. Fails when the program does, or hangs.
 */
export function straced(
  at: Place,
  object: string | undefined,
  [program = '', ...args]: string[],
  options: string[] = [],
): string[] {
  const output = join(at.run, 'strace');
  const preload = object === undefined ? [] : ['-E', `LD_PRELOAD=${object}`];
  const words = ['-o', output, ...options, ...preload, program, ...args];
  const { status, stderr, error } = spawnSync('strace', words, {
    cwd: at.work,
    env: { PATH: process.env.PATH, CHAOS_CONFIG_DIR: at.run },
    encoding: 'utf8',
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  assert.equal(status, 0, `${program}: ${error?.message ?? stderr}`);
  return readFileSync(output, 'utf8').split('\n');
}
