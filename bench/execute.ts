import { spawnSync } from 'node:child_process';

const LIMIT_MS = 300_000;

/** What a library says about a rule text that it does not understand. */
const REFUSED = /^chaos-\w+: .*no faults are injected$/m;

/**
 * Runs a program to its end and returns its standard output. Throws when it cannot be run, fails, takes five minutes, or when
 * a library in it refuses the rules.
 */
export function execute(program: string, args: string[], environment: NodeJS.ProcessEnv = process.env): string {
  const { error, status, signal, stdout, stderr } = spawnSync(program, args, {
    env: environment,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error) throw new Error(`cannot run ${program}: ${error.message}`, { cause: error });
  if (status !== 0) throw new Error(`${program} ended with ${signal ?? status}: ${stderr.trim()}`);
  const refused = REFUSED.exec(stderr);
  if (refused) throw new Error(refused[0]);
  return stdout;
}

/** Whether there is a program of this name. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore', timeout: LIMIT_MS }).status === 0;
}
