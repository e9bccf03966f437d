import { readdirSync, readFileSync } from 'node:fs';

export interface GroupMember {
  pid: number;
  name: string;
}

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

interface LivingProcess extends GroupMember {
  parent: number;
  group: number;
}

function living(): LivingProcess[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => livingProcess(Number(pid)) ?? []);
}

function livingProcess(pid: number): LivingProcess | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // it ended meanwhile
  }
  const end = line.lastIndexOf(')');
  const [state, parent, group] = line.slice(end + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, name: line.slice(line.indexOf('(') + 1, end), parent: Number(parent), group: Number(group) };
}

/** Waits until nothing of the group runs, at most so many milliseconds; tells what still runs then. */
export async function waitForGroup(group: number, atMostMs: number): Promise<GroupMember[]> {
  const deadline = performance.now() + atMostMs;
  for (;;) {
    const members = livingMembers(group);
    const leftMs = deadline - performance.now();
    if (members.length === 0 || leftMs <= 0) return members;
    await new Promise((resolve) => setTimeout(resolve, Math.min(20, leftMs)));
  }
}
