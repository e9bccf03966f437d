import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const OWN = '/proc/self/fd';

/** O_CLOEXEC of Linux. */
const CLOEXEC = 0o2000000;

/**
 * The descriptors above 2 with which this process was started, as far as Node keeps them from its children: a make's
 * jobserver, `3>log`.
 */
export const inherited: readonly number[] = read();

function read(): number[] {
  const open = new Map(descriptorsIn(OWN).map((fd) => [fd, targetOf(OWN, fd)]));
  const parent = `/proc/${process.ppid}/fd`;
  const parents = new Set(descriptorsIn(parent).map((fd) => targetOf(parent, fd)));
  const isOwn = ownOf(open, parents);
  return [...open]
    .filter(([fd, target]) => fd > 2 && target !== '' && !isOwn(fd, target) && isKept(fd))
    .map(([fd]) => fd)
    .sort((a, b) => a - b);
}

/** Node's own are its event loops, which have no names, pipes of which nobody else has an end, and behind all of them a spare one. */
function ownOf(
  open: ReadonlyMap<number, string>,
  parents: ReadonlySet<string>,
): (fd: number, target: string) => boolean {
  const isLoop = (target: string) => target.startsWith('anon_inode:');
  const ends = [...open.values()];
  const last = Math.max(...[...open].filter(([, target]) => isLoop(target)).map(([fd]) => fd));
  return (fd, target) => {
    if (target.startsWith('pipe:')) return !parents.has(target) && ends.indexOf(target) !== ends.lastIndexOf(target);
    return isLoop(target) || (target === '/dev/null' && fd > last);
  };
}

function descriptorsIn(directory: string): number[] {
  try {
    return readdirSync(directory).map(Number);
  } catch {
    return [];
  }
}

/** What it refers to; empty when it is gone. */
function targetOf(directory: string, fd: number): string {
  try {
    return readlinkSync(`${directory}/${fd}`);
  } catch {
    return '';
  }
}

/** Whether it is closed in programs that are executed: Node marks what it was given, as far as it looks. */
function isKept(fd: number): boolean {
  try {
    const [, flags = ''] = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')) ?? [];
    return (Number.parseInt(flags, 8) & CLOEXEC) !== 0;
  } catch {
    return false;
  }
}
