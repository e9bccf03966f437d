import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Place, start } from './probe.ts';

function whyNot(): string | undefined {
  const { status, error } = spawnSync('strace', ['-o', '/dev/null', 'true'], { timeout: 20_000 });
  if (error) return 'there is no strace';
  return status === 0 ? undefined : 'strace does not work here';
}

/** Why strace cannot be used; undefined when it can. */
export const noStrace = whyNot();

/**
 * What strace says of the system calls of a program that runs in a filled place, line by line: without libraries, or with
 * one preloaded. Fails when the program does, or hangs.
 */
export function straced(
  at: Place,
  object: string | undefined,
  [program = '', ...args]: string[],
  options: string[] = [],
): string[] {
  const output = join(at.run, 'strace');
  const preload = object === undefined ? [] : ['-E', `LD_PRELOAD=${object}`];
  const { status, stderr } = start(at, program, {
    program: 'strace',
    bare: true,
    args: ['-o', output, ...options, ...preload, program, ...args],
    environment: { CHAOS_CONFIG_DIR: at.run },
  });
  assert.equal(status, 0, stderr);
  return readFileSync(output, 'utf8').split('\n');
}
