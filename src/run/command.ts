import { type ChildProcess, spawn } from 'node:child_process';
import { endingOf } from './ending.ts';
import { namedByFile } from './executable.ts';
import { followTerminal } from './foreground.ts';
import { inherited } from './inherited.ts';
import type { Interruption } from './interruption.ts';
import { LINGER_MS, livingMembers, type Member, sessionOf, waitForSession } from './session.ts';
import { isOurs } from './working-directory.ts';

export interface CommandRequest {
  argv: string[];
  cwd: string;
  environment: NodeJS.ProcessEnv;
  /** At most LONGEST_TIMEOUT_MS. */
  timeoutMs: number;
  /** Whether its standard error is our standard output, too. */
  oneStream?: boolean;
  /** How long a session that was asked to end may take before it is killed. */
  graceMs?: number;
}

/** Timers of Node hold no more: 24 days. */
export const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The bare facts of how a command ended. */
export interface CommandEnd {
  /** Of the main process; null when it could not be started. */
  pid: number | null;
  /** When it was started, in nanoseconds of the clock that records are stamped by (CLOCK_MONOTONIC). */
  startedNs: bigint;
  durationMs: number;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  timedOut: boolean;
  /** Processes of the session that still ran at the timeout, the main one among them, in the order of their numbers. */
  running: Member[];
  /** The signal with which we were asked to end while the command ran; null where its time was over before. */
  interruptedBy: NodeJS.Signals | null;
  /** Why the command could not even be started (an errno's name). */
  startError: string | null;
  /** Processes of the session that were still running when the main process had ended, and were ended. */
  leftovers: Member[];
}

/** After an interruption everything has to be over before the runner loses its patience (7.5 s). */
const INTERRUPTED_GRACE_MS = 3000;

/**
 * Runs a command in a session of its own, with our standard streams and all other descriptors that we were given, until its
 * main process ends; then ends what is left of that session, so that nothing of it runs on. What left the session (a
 * daemon that called setsid) is out of reach: see survivors.ts.
 *
 * A session of its own means: terminal signals reach the command through us, it reads and writes the terminal as always,
 * but it has no controlling terminal, so programs that open /dev/tty (to ask for a password) find none.
 * At the timeout and on an interruption the session gets SIGTERM or that signal, and SIGKILL after the grace; a second
 * interruption kills at once. Never throws: a command that could not be started has a `startError`.
 */
export async function runCommand(request: CommandRequest, interruption: Interruption): Promise<CommandEnd> {
  const graceMs = request.graceMs ?? 5000;
  const startedNs = process.hrtime.bigint();
  const [program = '', ...args] = request.argv;
  const child = spawnCommand(program, args, request);
  const end: CommandEnd = {
    pid: null,
    startedNs,
    durationMs: 0,
    exitCode: null,
    signal: null,
    timedOut: false,
    running: [],
    interruptedBy: null,
    startError: null,
    leftovers: [],
  };
  if (!('pid' in child) || child.pid === undefined) {
    end.startError = 'error' in child ? child.error : await startErrorOf(child);
    return end;
  }
  end.pid = child.pid;
  const session = sessionOf(child.pid);
  const ending = endingOf(session);
  const timeout = setTimeout(() => {
    end.timedOut = true;
    end.running = livingMembers(session).map(namedByFile);
    ending.ask('SIGTERM', graceMs);
  }, request.timeoutMs);
  const interrupt = (signal: NodeJS.Signals, count: number) => {
    clearTimeout(timeout);
    if (!end.timedOut) end.interruptedBy ??= signal;
    ending.ask(count > 1 ? 'SIGKILL' : signal, INTERRUPTED_GRACE_MS);
  };
  const stopListening = interruption.onSignal(interrupt);
  const stopFollowing = followTerminal(session.pid);
  if (interruption.signal) interrupt(interruption.signal, 1);

  [end.exitCode, end.signal] = await endOf(child);
  end.durationMs = Number(process.hrtime.bigint() - startedNs) / 1e6;
  clearTimeout(timeout);
  end.leftovers = await waitForSession(session, LINGER_MS);
  if (end.leftovers.length > 0) await ending.force(graceMs);
  ending.over();
  stopListening();
  stopFollowing();
  return end;
}

function spawnCommand(program: string, args: string[], request: CommandRequest): ChildProcess | { error: string } {
  try {
    const { environment, oneStream = false } = request;
    const elsewhere = isOurs(request.cwd) ? {} : { cwd: request.cwd };
    return spawn(program, args, { ...elsewhere, env: environment, stdio: stdio(oneStream), detached: true });
  } catch (error) {
    return { error: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

/** Our standard streams, and behind them what we were given besides, each under its number. */
function stdio(oneStream: boolean): ('inherit' | 'ignore' | number)[] {
  const given: ('ignore' | number)[] = [];
  for (const fd of inherited) given[fd - 3] = fd;
  return ['inherit', 'inherit', oneStream ? 1 : 'inherit', ...Array.from(given, (fd) => fd ?? 'ignore')];
}

function startErrorOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

function endOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve([code, signal]));
    child.on('error', () => undefined);
  });
}
