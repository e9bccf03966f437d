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
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => memberOf(group, Number(pid)) ?? []);
}

function memberOf(group: number, pid: number): GroupMember | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined; // it ended meanwhile
  }
  const end = line.lastIndexOf(')');
  const [state, , processGroup] = line.slice(end + 2).split(' ');
  const gone = state === 'Z' || state === 'X';
  return Number(processGroup) === group && !gone ? { pid, name: line.slice(line.indexOf('(') + 1, end) } : undefined;
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
