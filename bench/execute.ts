import { spawnSync } from 'node:child_process';

const LIMIT_MS = 300_000;

/** Runs a program to its end and returns its standard output. Throws when it cannot be run, fails, or takes five minutes. */
export function execute(program: string, args: string[], environment: NodeJS.ProcessEnv = process.env): string {
  const { error, status, signal, stdout, stderr } = spawnSync(program, args, {
    env: environment,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error) throw new Error(`cannot run ${program}: ${error.message}`, { cause: error });
  if (status !== 0) throw new Error(`${program} ended with ${signal ?? status}: ${stderr.trim()}`);
  return stdout;
}

/** Whether a program of this name can be run. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: LIMIT_MS }).status === 0;
}
