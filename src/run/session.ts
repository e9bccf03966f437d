import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Identity } from '../telemetry/identity.ts';

export interface Member {
  pid: number;
  name: string;
  /** A signal such as SIGSTOP keeps it from running. */
  suspended?: boolean;
}

/** A process that is just about to end by itself is given so long. */
export const LINGER_MS = 200;

/** Sends a signal to every process of a group; false when there is none left to get it. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The session that a process leads, or has led: it has the process's number, which no other gets while anything is in it. */
export function sessionOf(pid: number): Identity {
  return { pid, start: statusOf(pid)?.start ?? 0n };
}

/** Sends a signal to every process of a session, in whatever group. */
export function signalSession(session: Identity, signal: NodeJS.Signals): void {
  if (isOver(session)) return;
  signalGroup(session.pid, signal);
  const signalled = new Set([session.pid]);
  for (const pid of pidsNow()) {
    const member = livingProcess(pid); // looked at now: a group is in one session only
    if (member?.session !== session.pid || signalled.has(member.group)) continue;
    signalled.add(member.group);
    signalGroup(member.group, signal);
  }
}

/** The processes of a session that still run. Those that ended and only wait for their parent to notice don't count. */
export function livingMembers(session: Identity): Member[] {
  if (isOver(session)) return [];
  return living().flatMap(({ pid, name, state, session: own }) =>
    own === session.pid ? { pid, name, ...(state === 'T' ? { suspended: true } : {}) } : [],
  );
}

/** Whether another process has got the number of the one that led it. */
function isOver({ pid, start }: Identity): boolean {
  const leader = statusOf(pid);
  return leader !== undefined && leader.start !== start;
}

/** The processes that this one started and that still run. */
export function livingChildren(): number[] {
  return living().flatMap(({ pid, parent }) => (parent === process.pid ? pid : []));
}

/** Those of the processes that still run. */
export function livingOf(processes: readonly Identity[]): Member[] {
  const there = new Set(pidsNow());
  return processes.flatMap(({ pid, start }) => {
    const found = there.has(pid) ? livingProcess(pid) : undefined;
    return found?.start === start ? { pid, name: found.name } : [];
  });
}

interface Status extends Member, Identity {
  state: string;
  threads: number;
  parent: number;
  group: number;
  session: number;
}

function living(): Status[] {
  return pidsNow().flatMap((pid) => livingProcess(pid) ?? []);
}

/** Whether the system tells which processes there are; else none is ever found. */
export function seesProcesses(): boolean {
  return statusOf(process.pid) !== undefined;
}

function pidsNow(): number[] {
  try {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number);
  } catch {
    return []; // it is not mounted
  }
}

/** The 20th and the 22nd of all, of which the first two stand before. */
const FIELD_OF_THREADS = 17;
const FIELD_OF_START = 19;

/** One whose first thread has ended lives on in others. */
function livingProcess(pid: number): Status | undefined {
  const status = statusOf(pid);
  const isEnded = status?.state === 'X' || (status?.state === 'Z' && status.threads < 2);
  return isEnded ? undefined : status;
}

function statusOf(pid: number): Status | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // it ended meanwhile
  }
  const end = line.lastIndexOf(')');
  const fields = line.slice(end + 2).split(' ');
  const [state = ''] = fields;
  const [parent = 0, group = 0, session = 0] = fields.slice(1, 4).map(Number);
  const name = line.slice(line.indexOf('(') + 1, end);
  const threads = Number(fields[FIELD_OF_THREADS]);
  return { pid, name, state, threads, parent, group, session, start: BigInt(fields[FIELD_OF_START] ?? 0) };
}

/** Waits until nothing of the session runs, at most so many milliseconds; tells what still runs then. */
export function waitForSession(session: Identity, atMostMs: number): Promise<Member[]> {
  return waitUntilGone(() => livingMembers(session), atMostMs);
}

/** Waits until `look` finds nothing any more, at most so many milliseconds; tells what is there then. */
export async function waitUntilGone<T>(look: () => T[], atMostMs: number): Promise<T[]> {
  const deadline = performance.now() + atMostMs;
  for (;;) {
    const found = look();
    const leftMs = deadline - performance.now();
    if (found.length === 0 || leftMs <= 0) return found;
    await setTimeout(Math.min(20, leftMs));
  }
}
