import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { usual } from './build.ts';
import { runToAnyEnd } from './probe.ts';

/** A program that people run, on a fault that it has to meet: how it ends, and what it says. */
interface Work {
  program: string;
  args: string[];
  rules: Record<string, string>;
  input?: string;
  status: number;
  says: RegExp;
}

const FSYNC = 'import os; f = open("file", "w"); os.fsync(f.fileno())';
const SASS = '/opt/sass/dart-sass/src';

/** With either libc. */
const EITHER: Work[] = [
  {
    program: '/usr/bin/python3',
    args: ['-c', FSYNC],
    rules: { io: '$:fsync:EIO' },
    status: 1,
    says: /OSError: \[Errno 5\]/,
  },
  {
    program: '/usr/bin/sqlite3',
    args: ['db'],
    input: 'create table t(x);',
    rules: { io: '$:fdatasync:EIO' },
    status: 1,
    says: /near line 1: disk I\/O error/,
  },
  {
    program: '/usr/bin/git',
    args: ['init', 'repo'],
    rules: { io: '$:mkdir:ENOSPC' },
    status: 128,
    says: /No space left on device/,
  },
  {
    program: '/usr/bin/curl',
    args: ['-sS', 'http://127.0.0.1:1/'],
    rules: { net: '*:connect:ENETUNREACH' },
    status: 7,
    says: /Could(n't| not) connect/,
  },
  {
    program: '/usr/bin/curl',
    args: ['-sS', 'http://host.invalid/'],
    rules: { dns: '*:getaddrinfo:EAI_AGAIN' },
    status: 6,
    says: /Could not resolve host/,
  },
  {
    program: '/bin/bash',
    args: ['-c', 'echo a > file'],
    rules: { io: '$:open:EROFS' },
    status: 1,
    says: /Read-only file system/,
  },
  {
    program: '/bin/bash',
    args: ['-c', '/bin/true; true'],
    rules: { process: 'fork:EAGAIN@times=1' },
    status: 0,
    says: /Resource temporarily unavailable/,
  },
];

const MUSL: Work[] = [
  {
    program: '/usr/bin/busybox',
    args: ['sh', '-c', 'echo a > file'],
    rules: { io: '$:open:EROFS' },
    status: 1,
    says: /can't create file: Read-only file system/,
  },
  {
    program: '/usr/bin/busybox',
    args: ['sh', '-c', '/usr/bin/busybox true; true'],
    rules: { process: 'fork:EAGAIN@times=1' },
    status: 2,
    says: /can't fork: Resource temporarily unavailable/,
  },
  {
    program: '/usr/bin/busybox',
    args: ['mkdir', 'directory'],
    rules: { io: '$:mkdir:ENOSPC' },
    status: 1,
    says: /No space left on device/,
  },
  {
    program: '/usr/bin/busybox',
    args: ['wget', '-q', '-O', '-', 'http://127.0.0.1:1/'],
    rules: { net: '*:connect:ENETUNREACH' },
    status: 1,
    says: /Network unreachable/,
  },
  {
    program: '/usr/bin/busybox',
    args: ['wget', '-q', '-O', '-', 'http://host.invalid/'],
    rules: { dns: '*:getaddrinfo:EAI_AGAIN' },
    status: 1,
    says: /bad address/,
  },
  {
    program: '/usr/bin/busybox',
    args: ['sort', '/proc/self/status'],
    rules: { memory: 'malloc:ENOMEM' },
    status: 2,
    says: /Out of memory/,
  },
  {
    program: `${SASS}/dart`,
    args: [`${SASS}/sass.snapshot`, '--stdin', '--no-source-map', 'a.css'],
    rules: { io: '$/a.css:open:EROFS' },
    input: 'a { b: c }',
    status: 66,
    says: /Cannot open file/,
  },
];

const WORKS = usual.libc === 'musl' ? [...EITHER, ...MUSL] : EITHER;

/** Those of the programs that are where programs are run, and name a loader of the libc in their first bytes. */
function present(programs: string[]): Set<string> {
  const loader = usual.libc === 'musl' ? '/ld-musl' : '/ld-linux';
  const ask = `for program; do head -c 4096 "$program" | grep -q ${loader} && echo "$program"; done 2> /dev/null`;
  const [shell = '', ...args] = [...usual.within, '/bin/sh', '-c', ask, 'sh', ...programs];
  return new Set(spawnSync(shell, args, { encoding: 'utf8', timeout: 20_000 }).stdout.split('\n'));
}

const there = present(WORKS.map(({ program }) => program));

for (const { program, args, rules, input, status, says } of WORKS) {
  const [rule = ''] = Object.values(rules);
  const skip = usual.missing ?? (there.has(program) ? undefined : `there is no ${program} of ${usual.libc}`);
  test(`${program} meets ${rule}, and says so`, { skip }, (context) => {
    const environment = { HOME: '/nonexistent', LC_ALL: 'C.UTF-8' };
    const result = runToAnyEnd(context, program, {
      program,
      args,
      rules,
      environment,
      ...(input !== undefined && { input }),
    });
    const said = [...result.lines, result.stderr].join('\n');
    assert.match(said, says);
    assert.deepEqual([result.status, result.signal], [status, null], said);
    assert.ok(result.injections.length > 0);
  });
}
