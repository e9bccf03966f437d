import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test, { after } from 'node:test';
import { glibc } from '../c/build.ts';
import type { Ended } from '../running.ts';
import { scratch } from '../scratch.ts';
import { PYTHON } from './cpython.ts';
import { execute, lacks } from './program.ts';
import { surroundWithRules, unavailable } from './setting.ts';

/** A fault that a program has to have felt. */
interface Row {
  name: string;
  library: string;
  operation: string;
  effect: string;
  /** `$` stands for a directory with a file, `data`, and a repository, `repository`; `#` for a port that is listened on. */
  rules: string;
  argv: string[];
  felt: RegExp | ((ended: Ended) => void);
  missing?: string | undefined;
}

const javaClasses = join(tmpdir(), `chaos-felt-${process.pid}`);
after(() => rmSync(javaClasses, { recursive: true, force: true }));

function java(...args: string[]): string[] {
  return ['java', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', javaClasses, 'Felt', ...args];
}

const node = (script: string) => [process.execPath, '-e', script];
const python = (script: string) => [PYTHON, '-c', script];

/** The program took at least so long, and at most ten seconds more. */
const took = (ms: number) => (ended: Ended) => {
  assert.equal(ended.code, 0, ended.stderr);
  assert.ok(ended.ms >= ms && ended.ms < ms + 10_000, `${ended.ms} ms`);
};

const OPEN: [name: string, argv: string[], felt: RegExp, missing?: string | undefined][] = [
  ['CPython', python("open('$/data')"), /OSError: \[Errno 5\] Input\/output error: '\S+\/data'/],
  ['Node', node("fs.readFileSync('$/data')"), /EIO: i\/o error, open '\S+\/data'/],
  ['Java', java('open', '$/data'), /\/data \(Input\/output error\)/, lacks('javac')],
  ['sqlite3', ['sqlite3', '$/data', '.tables'], /disk I\/O error|unable to open database/, lacks('sqlite3')],
  ['cat', ['cat', '$/data'], /^cat: \S+: Input\/output error$/m],
  ['cp', ['cp', '$/data', '$/copy'], /^cp: cannot open '\S+' for reading: Input\/output error$/m],
];

const CONNECT: [name: string, argv: string[], felt: RegExp, missing?: string | undefined][] = [
  ['curl', ['curl', '-sS', 'http://127.0.0.1:#/'], /^curl: \(7\) /m, lacks('curl')],
  ['CPython', python("import socket; socket.create_connection(('127.0.0.1', #))"), /ConnectionRefusedError/],
  [
    'Node',
    node("net.connect(#, '127.0.0.1').on('error', (error) => { console.log(error.code); process.exit(3) })"),
    /ECONNREFUSED/,
  ],
  ['Java', java('connect', '#'), /ConnectException/, lacks('javac')],
];

const HOST = 'somewhere.chaos.example';
const RESOLVE: [name: string, argv: string[], failed: RegExp, missing?: string | undefined][] = [
  ['curl', ['curl', '-sS', `http://${HOST}:#/`], /Could not resolve host/, lacks('curl')],
  [
    'CPython',
    python(`import socket; print(socket.getaddrinfo('${HOST}', #)[0][4][0])`),
    /socket.gaierror: \[Errno -3\]/,
  ],
  [
    'Node',
    node(
      `dns.lookup('${HOST}', (error, address) => { console.log(error?.code ?? address); process.exitCode = error ? 3 : 0 })`,
    ),
    /EAI_AGAIN/,
  ],
  ['Java', java('resolve', HOST), /UnknownHostException/, lacks('javac')],
];

const rows: Row[] = [
  ...OPEN.map(([name, argv, felt, missing]) => ({
    ...{ name: `a rule on open reaches ${name}`, library: 'io', operation: 'open', effect: 'ERRNO' },
    ...{ rules: '$/data:open:EIO@id=rule', argv, felt, missing },
  })),
  {
    ...{ name: 'a rule on open reaches git', library: 'io', operation: 'open', effect: 'ERRNO' },
    rules: '$/repository/.git/index.lock:open:EMFILE@id=rule',
    argv: ['git', '-C', '$/repository', 'add', 'file'],
    felt: /Unable to create '\S+index.lock': Too many open files/,
    missing: lacks('git'),
  },
  ...['stat', 'close'].map((operation) => ({
    ...{ name: `a rule on ${operation} reaches Node`, library: 'io', operation, effect: 'ERRNO' },
    rules: `$/data:${operation}:EIO@id=rule`,
    argv: node("fs.statSync('$/data'); fs.closeSync(fs.openSync('$/data'))"),
    felt: new RegExp(`EIO: i/o error, ${operation}`),
  })),
  ...CONNECT.map(([name, argv, felt, missing]) => ({
    ...{ name: `a rule on connect reaches ${name}`, library: 'net', operation: 'connect', effect: 'ERRNO' },
    ...{ rules: 'tcp4://127.0.0.1:#:connect:ECONNREFUSED@id=rule', argv, felt, missing },
  })),
  ...RESOLVE.map(([name, argv, felt, missing]) => ({
    ...{ name: `a name that cannot be resolved is felt by ${name}`, library: 'dns', operation: 'getaddrinfo' },
    ...{ effect: 'ERRNO', rules: `dns://${HOST}:EAI_AGAIN@id=rule`, argv, felt, missing },
  })),
  ...RESOLVE.map(([name, argv, , missing]) => ({
    ...{ name: `${name} goes where a rule on its name leads`, library: 'dns', operation: 'getaddrinfo' },
    ...{ effect: 'OVERRIDE', rules: `dns://${HOST}:OVERRIDE:127.0.0.1@id=rule`, argv, missing },
    felt: ({ code, stdout, stderr }: Ended) => {
      assert.equal(code, 0, stdout + stderr);
      assert.equal(stdout.trim(), name === 'curl' ? 'answer' : '127.0.0.1');
    },
  })),
  {
    ...{ name: "a sleep rule reaches Python's time.sleep", library: 'time', operation: 'sleep' },
    ...{ effect: 'ERRNO', rules: 'sleep:EINVAL@id=rule', argv: python('import time; time.sleep(0.01)') },
    felt: /OSError: \[Errno 22\]/,
  },
  {
    ...{ name: "a sleep rule makes Python's time.sleep longer", library: 'time', operation: 'sleep' },
    ...{ effect: 'LATENCY', rules: 'sleep:LATENCY:600@id=rule', argv: python('import time; time.sleep(0.01)') },
    felt: took(600),
  },
  {
    ...{ name: 'a sleep rule reaches sleep 1', library: 'time', operation: 'sleep', effect: 'LATENCY' },
    ...{ rules: 'sleep:LATENCY:600@id=rule', argv: ['sleep', '1'], felt: took(1600) },
  },
  {
    ...{ name: 'a malloc rule makes malloc of 4 MiB return NULL', library: 'memory', operation: 'malloc' },
    // Only once the interpreter is up, which needs memory, too.
    ...{ effect: 'ERRNO', rules: 'malloc:ENOMEM@from=1s,id=rule' },
    argv: python(`import ctypes, os, time
malloc = ctypes.CDLL(None).malloc
malloc.restype = ctypes.c_void_p
malloc.argtypes = [ctypes.c_size_t]
good = malloc(4 << 20)
time.sleep(1.2)
os._exit(3 if good and not malloc(4 << 20) else 4)`),
    felt: ({ code }) => assert.equal(code, 3),
  },
];

for (const row of rows)
  test(row.name, {
    skip: glibc.missing ?? unavailable(row.library, row.operation, row.effect) ?? row.missing,
  }, async (context) => {
    const directory = realpathSync(scratch(context));
    const server = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      socket.end('HTTP/1.0 200 OK\r\nContent-Length: 7\r\n\r\nanswer\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    context.after(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const expand = (text: string) => text.replaceAll('$', directory).replaceAll('#', String(port));
    writeFileSync(join(directory, 'data'), '');
    if (row.argv[0] === 'git') {
      execFileSync('git', ['init', '-q', join(directory, 'repository')]);
      writeFileSync(join(directory, 'repository/file'), 'content');
    }
    if (row.argv[0] === 'java') {
      mkdirSync(javaClasses, { recursive: true });
      execFileSync('javac', ['-d', javaClasses, join(import.meta.dirname, 'programs/Felt.java')]);
    }
    const [program = '', ...args] = row.argv.map(expand);
    const options = { cwd: directory, limitMs: 30_000 };
    const bare = await execute(program, args, options);
    const surroundings = surroundWithRules(directory, { [row.library]: `${expand(row.rules)}\n` });
    const ended = await execute(program, args, { ...options, environment: surroundings.environment });
    if (typeof row.felt === 'function') row.felt(ended);
    else {
      assert.match(ended.stdout + ended.stderr, row.felt);
      assert.notEqual(ended.code, 0);
      if (row.library !== 'dns') assert.equal(bare.code, 0, bare.stderr);
    }
    const [injection] = surroundings.telemetry().injections;
    assert.ok(injection, 'nothing was recorded');
    const executable = basename(row.argv[0] === PYTHON ? realpathSync(PYTHON) : program);
    assert.deepEqual(
      [injection.library, injection.operation, basename(injection.executable)],
      [row.library, row.operation, executable],
    );
  });
