import { spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import { find } from '../../scripts/check/command.ts';
import { type Ended, follow, type Running } from '../running.ts';

/** How a program is started; all of it can be left out. */
export interface Start {
  cwd?: string;
  /** The whole environment, but for PATH and what makes programs speak alike everywhere. */
  environment?: NodeJS.ProcessEnv;
  input?: string;
  /** Then its whole process group is killed. */
  limitMs?: number;
  user?: User | undefined;
}

export interface User {
  uid: number;
  gid: number;
}

function spawnGroup(program: string, args: string[], { cwd, environment, input, user }: Start): Running {
  const since = performance.now();
  const child = spawn(program, args, {
    ...(cwd && { cwd }),
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    ...user,
  });
  child.stdin.on('error', () => undefined).end(input ?? '');
  return follow(child, since);
}

function killGroup({ child }: Running, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // all of it has ended
  }
}

/** Runs a program to its end. Throws when it does not end in time. */
export async function execute(program: string, args: string[], options: Start = {}): Promise<Ended> {
  const running = spawnGroup(program, args, options);
  const limitMs = options.limitMs ?? 60_000;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(running, 'SIGKILL');
  }, limitMs);
  const ended = await running.ended.finally(() => clearTimeout(timer));
  if (late) throw new Error(`${program} ${args[0] ?? ''} did not end within ${limitMs} ms:\n${shown(ended)}`);
  return ended;
}

/** Runs a program that has to end well; returns what it said on standard output. */
export async function succeed(program: string, args: string[], options: Start = {}): Promise<string> {
  const ended = await execute(program, args, options);
  if (ended.code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${ended.code}:\n${shown(ended)}`);
  return ended.stdout;
}

function shown({ stdout, stderr, signal }: Ended): string {
  const last = (text: string) => text.trimEnd().split('\n').slice(-30).join('\n');
  return [signal && `ended by ${signal}`, last(stdout), last(stderr)].filter(Boolean).join('\n');
}

/** A server, from its start to its end. */
export interface Server {
  pid: number;
  /** Asks it to end, and returns how it did. */
  stop: (signal?: NodeJS.Signals) => Promise<Ended>;
}

/** Starts a server that answers after a while; whatever happens it does not outlive the test. */
export async function serve(
  context: TestContext,
  program: string,
  args: string[],
  answers: () => Promise<boolean>,
  options: Start = {},
): Promise<Server> {
  const running = spawnGroup(program, args, options);
  context.after(() => killGroup(running, 'SIGKILL'));
  let ended: Ended | undefined;
  const end = running.ended.then((how) => (ended = how));
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    running.child.kill(signal);
    const timer = setTimeout(() => killGroup(running, 'SIGKILL'), 20_000);
    return await end.finally(() => clearTimeout(timer));
  };
  for (const limit = performance.now() + (options.limitMs ?? 30_000); !(await answers()); await pause(30)) {
    if (!ended && performance.now() > limit) await stop('SIGKILL');
    if (ended) throw new Error(`${program} did not come up:\n${shown(ended)}`);
  }
  return { pid: running.child.pid ?? 0, stop };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Why something cannot be tried here, when a program is not installed. */
export function lacks(...programs: string[]): string | undefined {
  const missing = programs.find((program) => !find(program));
  return missing && `there is no ${missing}`;
}
