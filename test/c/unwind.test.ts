import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { root } from './build.ts';
import { objects, readelf } from './objects.ts';

/** What leads out of the flow of instructions: to an address, or to one that only the run knows. */
interface Branch {
  from: number;
  to: number | undefined;
  /** It comes back, so the frame that makes it waits. */
  calls: boolean;
}

/** From the first address to the one behind the last. */
type Range = readonly [start: number, end: number];

/** The functions with unwind tables. */
function unwound(object: string): Range[] {
  const frames = readelf('--debug-dump=frames', object).matchAll(/ FDE .*pc=([0-9a-f]+)\.\.([0-9a-f]+)/g);
  return [...frames].map(([, start = '', end = '']) => [Number.parseInt(start, 16), Number.parseInt(end, 16)] as const);
}

const CALLS = new Set(['call', 'bl', 'blr']);
const BRANCHES = /^(call|j\w+|blr?|br?|b\.\w+|cbn?z|tbn?z)$/;

function branches(code: string): Branch[] {
  const found: Branch[] = [];
  for (const [, from = '', operation = '', operands = ''] of code.matchAll(/^ *([0-9a-f]+):\s+(\S+) *(.*)$/gm)) {
    if (!BRANCHES.test(operation)) continue;
    const to = /(?:^|, )([0-9a-f]+) </.exec(operands)?.[1];
    found.push({
      from: Number.parseInt(from, 16),
      to: to === undefined ? undefined : Number.parseInt(to, 16),
      calls: CALLS.has(operation),
    });
  }
  return found;
}

/**
 * Calls from functions without tables of one with tables that calls on, itself or by a jump to another. One that does not is
 * what the compiler has made of instructions that functions have in common.
 */
function strandedCalls(object: string, code: string): string[] {
  const tables = unwound(object);
  const all = branches(code);
  const rangeAt = (at: number | undefined) =>
    tables.find(([start, end]) => at !== undefined && start <= at && at < end);
  const callsOn = (range: Range | undefined): boolean => {
    if (!range) return false;
    const [start, end] = range;
    const within = all.filter(({ from }) => start <= from && from < end);
    return within.some(({ calls, to }) => calls || (rangeAt(to) !== range && callsOn(rangeAt(to))));
  };
  return all
    .filter(({ from, to, calls }) => calls && !rangeAt(from) && callsOn(rangeAt(to)))
    .map(({ from, to = 0 }) => `${from.toString(16)} calls ${to.toString(16)}`);
}

for (const { name, path, skip } of objects)
  test(`${name}: who calls a function that can be unwound can be unwound`, { skip }, (context) => {
    const object = path();
    const machine = /Machine: +AArch64/.test(readelf('-h', object)) ? 'aarch64' : 'x86_64';
    const own = machine === (process.arch === 'arm64' ? 'aarch64' : 'x86_64');
    const program = own ? 'objdump' : `${machine}-linux-gnu-objdump`;
    const options = { encoding: 'utf8', timeout: 60_000, maxBuffer: 64 << 20 } as const;
    const { error, stdout } = spawnSync(program, ['-d', '--no-show-raw-insn', object], options);
    if (error) return context.skip(`there is no ${program}`);
    assert.ok(branches(stdout).length > 500);
    assert.deepEqual(strandedCalls(object, stdout), []);
  });

/** Where threads are cancelled, and what calls the program back, of what libraries stand before. */
const LEAVES_BY_UNWINDING = new Set(
  `accept accept4 clock_nanosleep close close_range closedir connect copy_file_range creat epoll_wait epoll_pwait fclose fcntl
  fdatasync fdopen fflush fgets fopen fputs fread freopen fsync fwrite getaddrinfo getc getdelim gethostbyaddr gethostbyname
  getnameinfo mkstemp msync nanosleep open openat pclose poll popen ppoll pread preadv preadv2 pselect pwrite pwritev pwritev2
  read readv recv recvfrom recvmmsg recvmsg res_nquery res_query select send sendfile sendmmsg sendmsg sendto sleep splice
  sync_file_range syncfs system tee tmpfile ungetc usleep vdprintf vfprintf wait wait3 wait4 waitid waitpid write writev`.split(
    /\s+/,
  ),
);

test('sources that are built without unwind tables call nothing that may leave by unwinding', () => {
  const ask = ['-s', '-C', join(root, 'c'), '--eval', 'show: ; @echo $(NEVER_UNWOUND)', 'show'];
  const { stdout } = spawnSync('make', ask, { encoding: 'utf8', timeout: 20_000 });
  const names = stdout.trim().split(' ');
  assert.ok(names.length > 50, stdout);
  const calls = names.flatMap((name) => {
    // musl's own functions have no tables, so nothing unwinds through them.
    const source = readFileSync(join(root, 'c', `${name}.c`), 'utf8').replace(/#ifndef __GLIBC__.*?#endif/gs, '');
    return [...source.matchAll(/\breal\.(\w+) ?\(|NEXT\((\w+),/g)].map(([, real, next]) => `${name}: ${real ?? next}`);
  });
  assert.ok(calls.includes('io/rename: renameat2') && calls.includes('io/list: readdir'));
  assert.deepEqual(
    calls.filter((call) => LEAVES_BY_UNWINDING.has(call.slice(call.indexOf(' ') + 1))),
    [],
  );
});
