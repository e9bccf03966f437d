import { readdirSync, readFileSync } from 'node:fs';
import type { Identity } from '../telemetry/identity.ts';

export interface GroupMember {
  pid: number;
  name: string;
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

/** The processes of a group that still run. Those that ended and only wait for their parent to notice don't count. */
export function livingMembers(group: number): GroupMember[] {
  try {
    process.kill(-group, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return [];
  }
  return living().flatMap(({ pid, name, group: own }) => (own === group ? { pid, name } : []));
}

/** The processes that this one started and that still run. */
export function livingChildren(): number[] {
  return living().flatMap(({ pid, parent }) => (parent === process.pid ? pid : []));
}

/** Those of the processes that still run. */
export function livingOf(processes: readonly Identity[]): GroupMember[] {
  const there = new Set(pidsNow());
  return processes.flatMap(({ pid, start }) => {
    const found = there.has(pid) ? livingProcess(pid) : undefined;
    return found?.start === start ? { pid, name: found.name } : [];
  });
}

interface LivingProcess extends GroupMember, Identity {
  parent: number;
  group: number;
}

function living(): LivingProcess[] {
  return pidsNow().flatMap((pid) => livingProcess(pid) ?? []);
}

function pidsNow(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

/** The 22nd of all, of which the first two stand before. */
const FIELD_OF_START = 19;

function livingProcess(pid: number): LivingProcess | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // it ended meanwhile
  }
  const end = line.lastIndexOf(')');
  const fields = line.slice(end + 2).split(' ');
  const [state, parent, group] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  const name = line.slice(line.indexOf('(') + 1, end);
  return { pid, name, parent: Number(parent), group: Number(group), start: BigInt(fields[FIELD_OF_START] ?? 0) };
}

/** Waits until nothing of the group runs, at most so many milliseconds; tells what still runs then. */
export function waitForGroup(group: number, atMostMs: number): Promise<GroupMember[]> {
  return waitUntilGone(() => livingMembers(group), atMostMs);
}

/** Waits until `look` finds nothing any more, at most so many milliseconds; tells what is there then. */
export async function waitUntilGone<T>(look: () => T[], atMostMs: number): Promise<T[]> {
  const deadline = performance.now() + atMostMs;
  for (;;) {
    const found = look();
    const leftMs = deadline - performance.now();
    if (found.length === 0 || leftMs <= 0) return found;
    await new Promise((resolve) => setTimeout(resolve, Math.min(20, leftMs)));
  }
}
