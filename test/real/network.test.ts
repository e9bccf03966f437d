import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { glibc } from '../c/build.ts';
import { scratch } from '../scratch.ts';
import { PYTHON } from './cpython.ts';
import { execute, lacks } from './program.ts';
import { surroundWithRules } from './setting.ts';

const classes = join(tmpdir(), `chaos-exchange-${process.pid}`);
after(() => rmSync(classes, { recursive: true, force: true }));

const java = (way: string) => ['java', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', classes, 'Exchange', way, '#'];
const curl = ['curl', '-sS', '-m', '2', '-d', 'hello', 'http://127.0.0.1:#/'];
const python = [
  ...[PYTHON, '-c'],
  `import socket
s = socket.create_connection(('127.0.0.1', #), 2)
s.sendall(b'hello\\n')
print(s.recv(100).decode())`,
];
const asyncio = [
  ...[PYTHON, '-c'],
  `import asyncio
async def main():
    reader, writer = await asyncio.wait_for(asyncio.open_connection('127.0.0.1', #), 2)
    writer.write(b'hello\\n')
    await writer.drain()
    print(await asyncio.wait_for(reader.readline(), 2))
asyncio.run(main())`,
];
const node = [
  ...[process.execPath, '-e'],
  `const request = http.request({ host: '127.0.0.1', port: #, method: 'POST' }, (answer) => {
    answer.on('data', (data) => console.log(String(data))).on('error', fail);
  });
  function fail(error) { console.log(error.code ?? error.message); process.exit(3); }
  request.on('error', fail).end('hello\\n');
  setTimeout(() => fail(new Error('took too long')), 2000).unref();`,
];

/** What each program says of a fault; a mark of its own for what it does not notice. */
const NOTHING = /answer/;
const programs: Record<string, { argv: string[]; missing?: string | undefined; felt: Record<string, RegExp> }> = {
  curl: {
    argv: curl,
    missing: lacks('curl'),
    felt: {
      'connect:ECONNREFUSED': /^curl: \(7\) /m,
      'connect:BLACKHOLE': /^curl: \(28\) /m,
      'send:EPIPE': /^curl: \(55\) /m,
      'send:RESET': /^curl: \((55|56)\) /m,
      'send:SHORT': NOTHING,
      'recv:ECONNRESET': /^curl: \(56\) /m,
      'recv:SHORT': NOTHING,
      'recv:BLACKHOLE': /^curl: \(28\) /m,
      'poll:TIMEOUT': /^curl: \(28\) /m,
    },
  },
  CPython: {
    argv: python,
    felt: {
      'connect:ECONNREFUSED': /ConnectionRefusedError/,
      'connect:BLACKHOLE': /TimeoutError/,
      'send:EPIPE': /BrokenPipeError/,
      'send:RESET': /ConnectionResetError/,
      'recv:ECONNRESET': /ConnectionResetError/,
      'recv:SHORT': /HTTP|H/,
      'recv:BLACKHOLE': /TimeoutError/,
      'poll:TIMEOUT': /TimeoutError/,
    },
  },
  asyncio: {
    argv: asyncio,
    felt: {
      'connect:ECONNREFUSED': /ConnectionRefusedError/,
      'connect:BLACKHOLE': /TimeoutError/,
      'send:EPIPE': /BrokenPipeError|ConnectionResetError/,
      'recv:ECONNRESET': /ConnectionResetError/,
      'recv:BLACKHOLE': /TimeoutError/,
      'poll:TIMEOUT': /TimeoutError/,
    },
  },
  Node: {
    argv: node,
    felt: {
      'connect:ECONNREFUSED': /ECONNREFUSED/,
      'connect:EHOSTUNREACH': /EHOSTUNREACH/,
      'connect:BLACKHOLE': /took too long/,
      'send:EPIPE': /EPIPE/,
      'send:RESET': /ECONNRESET/,
      'send:SHORT': NOTHING,
      'recv:ECONNRESET': /ECONNRESET/,
      // Each part is an event, and a line.
      'recv:SHORT': /a\n*n\n*s\n*w\n*e\n*r/,
      'recv:BLACKHOLE': /took too long/,
    },
  },
  'Java streams': {
    argv: java('stream'),
    missing: lacks('javac'),
    felt: {
      'connect:ECONNREFUSED': /ConnectException/,
      'connect:BLACKHOLE': /SocketTimeoutException/,
      'send:EPIPE': /SocketException: Broken pipe/,
      'recv:ECONNRESET': /SocketException: Connection reset/,
      'recv:BLACKHOLE': /SocketTimeoutException/,
      'poll:TIMEOUT': /SocketTimeoutException/,
    },
  },
  'Java channels': {
    argv: java('channel'),
    missing: lacks('javac'),
    felt: {
      'connect:ECONNREFUSED': /ConnectException/,
      'connect:BLACKHOLE': /connecting took too long/,
      'send:EPIPE': /IOException: Broken pipe/,
      'recv:ECONNRESET': /SocketException: Connection reset/,
      'poll:TIMEOUT': /took too long/,
    },
  },
};

for (const [name, { argv, missing, felt }] of Object.entries(programs))
  for (const [fault, wanted] of Object.entries(felt)) {
    const [operation = '', effect = ''] = fault.split(':');
    test(`${name} feels ${effect} on ${operation}`, { skip: glibc.missing ?? missing }, async (context) => {
      const directory = realpathSync(scratch(context));
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        // The end of a connection that has arrived is no secret from who falls into a black hole.
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nanswer\n'));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      context.after(() => server.close());
      const address = server.address();
      const port = String(typeof address === 'object' ? address?.port : '');
      if (argv[0] === 'java') {
        mkdirSync(classes, { recursive: true });
        execFileSync('javac', ['-d', classes, join(import.meta.dirname, 'programs/Exchange.java')]);
      }
      const [program = '', ...args] = argv.map((text) => text.replaceAll('#', port));
      const { environment, telemetry } = surroundWithRules(directory, { net: `tcp4://127.0.0.1:${port}:${fault}\n` });
      const { stdout, stderr } = await execute(program, args, { cwd: directory, limitMs: 20_000, environment });
      assert.match(stdout + stderr, wanted);
      const [injection] = telemetry().injections;
      assert.ok(injection, 'nothing was recorded');
      assert.deepEqual(
        [injection.library, injection.operation, injection.target],
        ['net', operation, `tcp4://127.0.0.1:${port}`],
      );
    });
  }
