import { isInstalled } from './execute.ts';
import type { Scenario } from './scenario.ts';

/** Another tool that fails libc calls, or our libraries beside it on the same calls, as a command in front of a program. */
export interface Peer {
  name: string;
  title: string;
  /** The package of Debian that it is in; absent where it is ours. */
  needs?: { tool: string; package: string };
  prefix: string[];
  /** What our libraries are told instead. */
  ours?: Pick<Scenario, 'name' | 'rules'>;
  /** Which calls it offers to fail, by name. */
  calls: string[];
  /** Far fewer calls are made: each takes long. */
  slow?: boolean;
}

const FIU_CALLS = [
  ...['pread', 'pwrite', 'read', 'write', 'open+close', 'fopen+fclose', 'fgetc', 'fsync', 'rename'],
  ...['send+recv', 'poll', 'malloc+free', 'realloc', 'mmap+munmap', 'mprotect', 'waitpid', 'kill'],
];
const CLOCKS = ['clock_gettime', 'gettimeofday', 'time'];

/** System calls by the calls that make them; the clocks are none, so strace does not see them. */
const SYSTEM_CALLS: Record<string, string> = {
  pread: 'pread64',
  pwrite: 'pwrite64',
  read: 'read',
  write: 'write',
  'open+close': 'openat',
  stat: 'newfstatat',
  'send+recv': 'sendto',
  poll: 'poll',
  'mmap+munmap': 'mmap',
  waitpid: 'wait4',
  kill: 'kill',
};

const FIU = { tool: 'fiu-run', package: 'fiu-utils' };
const NEVER = 'probability=0';

export const peers: Peer[] = [
  {
    name: 'libfiu',
    title: '`fiu-run -x`, no failure point enabled',
    needs: FIU,
    prefix: ['fiu-run', '-x', '-f', ''],
    calls: FIU_CALLS,
  },
  {
    name: 'libfiu-match',
    title: '`fiu-run -x`, one failure point of probability 0 that means every call',
    needs: FIU,
    prefix: ['fiu-run', '-x', '-f', '', '-c', `enable_random name=*,${NEVER}`],
    calls: FIU_CALLS,
  },
  {
    name: 'libfiu-256',
    title: 'the same beside 255 others',
    needs: FIU,
    prefix: [
      ...['fiu-run', '-x', '-f', ''],
      ...Array.from({ length: 255 }, (_, index) => ['-c', `enable_random name=other/${index},${NEVER}`]).flat(),
      ...['-c', `enable_random name=*,${NEVER}`],
    ],
    calls: FIU_CALLS,
  },
  {
    name: 'libfaketime',
    title: '`faketime -f +1s`: clocks are a second ahead',
    needs: { tool: 'faketime', package: 'faketime' },
    prefix: ['faketime', '-f', '+1s'],
    calls: CLOCKS,
  },
  {
    name: 'ahead',
    title: 'ours, `now:OFFSET:1000`: clocks are a second ahead',
    prefix: [],
    ours: { name: 'ahead', rules: () => ({ time: 'now:OFFSET:1000\n' }) },
    calls: CLOCKS,
  },
  {
    name: 'strace',
    title: '`strace -e inject` of the system call, from a call on that is never made',
    needs: { tool: 'strace', package: 'strace' },
    prefix: [
      ...['strace', '-f', '--seccomp-bpf', '-o', '/dev/null', '-e', `trace=${Object.values(SYSTEM_CALLS)}`],
      ...['-e', `inject=${Object.values(SYSTEM_CALLS)}:error=EIO:when=65535`],
    ],
    calls: Object.keys(SYSTEM_CALLS),
    slow: true,
  },
];

/** Those that are there; why others are not is added to `skipped`. */
export function peersHere(skipped: string[]): Peer[] {
  return peers.filter(({ name, needs }) => {
    if (!needs || isInstalled(needs.tool)) return true;
    skipped.push(`${name}: ${needs.tool} is not installed (apt-get install ${needs.package})`);
    return false;
  });
}
