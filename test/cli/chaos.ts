import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { WriteStream } from 'node:tty';
import { runChaos } from '../../src/chaos.ts';
import { commandLine } from '../../src/command/line.ts';
import { terminalHost } from '../../src/host/terminal.ts';
import type { Report } from '../../src/report/report.ts';
import { type Ended, follow, type Running } from '../running.ts';
import { put } from '../scratch.ts';

const root = join(import.meta.dirname, '../..');

interface Where {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Below the repository. */
  entry?: string;
}

/** Starts `chaos` from its sources, as a user does: a process of its own. */
export function start(args: string[], { cwd = root, env = {}, entry = 'src/cli.ts' }: Where = {}): Running {
  const child = spawn(process.execPath, [join(root, entry), ...args], {
    cwd,
    env: { ...plainEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end('typed\n');
  return follow(child);
}

export function chaos(args: string[], where: Where = {}): Promise<Ended> {
  return start(args, where).ended;
}

/** The same within the test's own process: for what starts no command. */
export async function chaosWithin(args: string[], cwd: string): Promise<Pick<Ended, 'code' | 'stdout' | 'stderr'>> {
  const output = { stdout: '', stderr: '' };
  const environment = plainEnvironment();
  const print = (text: string) => {
    output.stdout += `${text}\n`;
  };
  const write = (text: string) => {
    output.stderr += text;
  };
  const say = (text: string) => write(`${text}\n`);
  const terminal = { print, say, environment, cwd, style: { color: false, width: 100 } };
  const host = terminalHost({ write } as unknown as WriteStream, environment);
  return { code: await commandLine(args, terminal, host, runChaos), ...output };
}

/** The environment without what a runner or a developer may have set. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const ours = /^(GITHUB_|RUNNER_|INPUT_|CHAOS_|NO_COLOR|FORCE_COLOR|NODE_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

/** A profile whose one rule never fires and whose gate does not mind. */
export const HARMLESS = `version: 1
name: harmless
rules:
  - { id: never, on: io.open, path: /no/such/place, fail: EIO }
gate: { unmatchedRules: ignore }
`;

export function profileIn(directory: string, text = HARMLESS): string {
  return put(join(directory, 'profile.yml'), text);
}

export function readReport(directory: string): Report {
  return JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8'));
}

/** Ends a process of the test's own when the test ends, whatever became of it. */
export function endLater(context: TestContext, pid: number): void {
  context.after(() => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  });
}
