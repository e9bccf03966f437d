import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Result } from './step.ts';

export interface Ended {
  /** Null when it was killed or could not be started. */
  code: number | null;
  /** Both streams, as they came. */
  output: string;
}

interface Options {
  cwd?: string;
  /** Added to ours. */
  env?: NodeJS.ProcessEnv;
  /** Then its whole process group is killed. */
  timeoutMs?: number;
}

/** Runs a program without a terminal and without input. Throws nothing: what went wrong is in the output. */
export function execute(program: string, args: string[], options: Options = {}): Promise<Ended> {
  const { cwd = process.cwd(), env = {}, timeoutMs = 300_000 } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const timer = setTimeout(() => {
      output += `\nkilled after ${timeoutMs / 1000} s`;
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    }, timeoutMs);
    child.once('error', (error) => (output += error.message));
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

/** A check that passes when a program ends with 0. */
export async function command(program: string, args: string[], options: Options = {}): Promise<Result> {
  const { code, output } = await execute(program, args, options);
  return code === 0 ? { kind: 'passed' } : { kind: 'failed', output: `${output}\n${program} ended with ${code}` };
}

/** The path of a program in PATH, as a shell finds it. */
export function find(program: string): string | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return directories.map((directory) => join(directory, program)).find((path) => existsSync(path));
}
