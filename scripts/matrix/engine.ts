import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Ended, execute } from '../check/command.ts';
import { provideTools } from './machine.ts';

/** A Docker engine. */
export interface Engine {
  version: string;
  /** Whether it was started for the matrix, has no images and reaches no network. */
  own: boolean;
  /** What the client needs to find it. */
  env: NodeJS.ProcessEnv;
  docker: (args: string[], timeoutMs?: number) => Promise<Ended>;
  stop: () => Promise<void>;
}

/** The engine that answers; or one that is started, when that is possible; or why there is none. */
export async function openEngine(directory: string): Promise<Engine | string> {
  const there = await answering({}, false, async () => {});
  if (there) return there;
  if (process.getuid?.() !== 0) return 'no engine answers, and only root may start one';
  try {
    await provideTools({ docker: ['docker.io'], dockerd: ['docker.io'] });
  } catch (error) {
    return `no engine answers, and ${(error as Error).message}`;
  }
  const reasons: string[] = [];
  for (const driver of ['overlay2', 'vfs']) {
    const engine = await start(join(directory, driver), driver);
    if (typeof engine !== 'string') return engine;
    reasons.push(`with ${driver}: ${engine}`);
  }
  return `dockerd does not start: ${reasons.join('; ')}`;
}

async function answering(env: NodeJS.ProcessEnv, own: boolean, stop: Engine['stop']): Promise<Engine | undefined> {
  const docker: Engine['docker'] = (args, timeoutMs = 600_000) => execute('docker', args, { env, timeoutMs });
  const { code, output } = await docker(['version', '--format', 'engine={{.Server.Version}}'], 20_000);
  const version = /^engine=(\S+)$/m.exec(output)?.[1];
  return code === 0 && version ? { version, own, env, docker, stop } : undefined;
}

const START_MS = 30_000;

/** An engine that touches nothing outside the directory but the kernel's control groups. */
async function start(directory: string, driver: string): Promise<Engine | string> {
  mkdirSync(directory, { recursive: true });
  const path = (name: string) => join(directory, name);
  const host = `unix://${path('socket')}`;
  const places = ['--data-root', path('data'), '--exec-root', path('exec'), '--pidfile', path('pid')];
  const networkless = ['--iptables=false', '--ip6tables=false', '--bridge=none'];
  const log = openSync(path('log'), 'w');
  const args = ['--host', host, ...places, '--storage-driver', driver, ...networkless];
  // Of its own group, so that it ends after what is in it when a terminal interrupts both.
  const daemon = spawn('dockerd', args, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const kill = () => daemon.kill('SIGTERM');
  process.once('exit', kill);
  const stop = async () => {
    await end(daemon);
    process.off('exit', kill);
  };
  for (const deadline = Date.now() + START_MS; running(daemon) && Date.now() < deadline; await sleep(200)) {
    const engine = await answering({ DOCKER_HOST: host }, true, stop);
    if (engine) return engine;
  }
  await stop();
  return readFileSync(path('log'), 'utf8').trim().split('\n').at(-1) || 'it says nothing';
}

function running({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

async function end(daemon: ChildProcess): Promise<void> {
  for (const [signal, seconds] of [
    ['SIGTERM', 20],
    ['SIGKILL', 5],
  ] as const) {
    if (!running(daemon)) return;
    daemon.kill(signal);
    for (let waited = 0; running(daemon) && waited < seconds; waited += 0.1) await sleep(100);
  }
}
