import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import test from 'node:test';
import { type DownloadLimits, download } from '../../src/libraries/download.ts';
import { serve } from './server.ts';

const FILE = randomBytes(100_000);
const LIMITS: DownloadLimits = { attempts: 4, pauseMs: 1, silenceMs: 300, totalMs: 5000, mostBytes: 200_000 };

/** Sends the file from an offset on, and breaks the connection after so many bytes. */
function send(response: ServerResponse, offset = 0, length = FILE.length): void {
  const head = { etag: '"one"', 'content-length': FILE.length - offset };
  const range = offset ? { 'content-range': `bytes ${offset}-${FILE.length - 1}/${FILE.length}` } : {};
  response.writeHead(offset ? 206 : 200, { ...head, ...range });
  const part = FILE.subarray(offset, offset + length);
  if (offset + length >= FILE.length) response.end(part);
  else response.write(part, () => setTimeout(() => response.destroy(), 20));
}

function offsetOf(range = 'bytes=0-'): number {
  return Number(/\d+/.exec(range)?.[0]);
}

test('what the server fails to give three times is had at the fourth', async (context) => {
  const { url, asked } = await serve(context, (_, response, number) => {
    if (number < 4) response.writeHead(500).end('no');
    else send(response);
  });
  assert.deepEqual(await download(`${url}/a/file`, LIMITS), FILE);
  assert.deepEqual(
    asked.map(({ path }) => path),
    Array(4).fill('/a/file'),
  );
});

test('what was cut off goes on where it ended', async (context) => {
  const { url, asked } = await serve(context, (request, response) =>
    send(response, offsetOf(request.headers.range), 40_000),
  );
  assert.deepEqual(await download(url, LIMITS), FILE);
  assert.deepEqual(
    asked.map(({ range }) => range),
    [undefined, 'bytes=40000-', 'bytes=80000-'],
  );
});

test('a file that changes, or a server that cannot go on, begins again', async (context) => {
  const changed = await serve(context, (_, response, number) => send(response, 0, number === 1 ? 40_000 : FILE.length));
  assert.deepEqual(await download(changed.url, LIMITS), FILE);
  const other = await serve(context, (request, response, number) => {
    if (number === 2) response.writeHead(206, { 'content-range': 'bytes 7-9/10', 'content-length': 3 }).end('abc');
    else if (number === 3) response.writeHead(416).end();
    else send(response, offsetOf(request.headers.range), number === 1 ? 40_000 : FILE.length);
  });
  assert.deepEqual(await download(other.url, LIMITS), FILE);
});

test('what will not be had is told, with as few requests as show it', async (context) => {
  const cases: [string, Partial<DownloadLimits>, (response: ServerResponse) => void, RegExp, number][] = [
    ['absent', {}, (response) => response.writeHead(404).end(), /the server says 404 Not Found$/, 1],
    ['forbidden', {}, (response) => response.writeHead(403).end(), /403/, 1],
    ['out of order', {}, (response) => response.writeHead(503).end(), /503/, 4],
    ['busy', {}, (response) => response.writeHead(429).end(), /429/, 4],
    ['always cut off', {}, (response) => send(response, 0, 10), /cannot download .*: .+/, 4],
    ['silent', { silenceMs: 50 }, () => undefined, /no answer for 0.05 s$/, 4],
    [
      'silent in the middle',
      { silenceMs: 50 },
      (response) => void response.writeHead(200).write('x'),
      /no answer for 0.05 s$/,
      4,
    ],
    [
      'for ever busy',
      { totalMs: 100, pauseMs: 60_000 },
      (response) => response.writeHead(500).end(),
      /not finished after 0.1 s$/,
      1,
    ],
    ['endless', { mostBytes: 10 }, (response) => send(response), /it is longer than 10 bytes$/, 1],
  ];
  for (const [name, limits, answer, message, requests] of cases) {
    const { url, asked } = await serve(context, (_, response) => answer(response));
    await assert.rejects(download(url, { ...LIMITS, ...limits }), { name: 'ToolError', message }, name);
    assert.equal(asked.length, requests, name);
  }
  const closed = await serve(context, () => undefined);
  closed.close();
  await assert.rejects(download(closed.url, { ...LIMITS, attempts: 2 }), /cannot download .*ECONNREFUSED/);
});

test('redirects are followed', async (context) => {
  const storage = await serve(context, (_, response) => send(response));
  const { url } = await serve(context, (_, response) =>
    response.writeHead(302, { location: `${storage.url}/x` }).end(),
  );
  assert.deepEqual(await download(url, LIMITS), FILE);
  assert.equal(storage.asked[0]?.path, '/x');
});

test('the proxy of the environment is used', {
  skip: !http.setGlobalProxyFromEnv && 'Node 24 can',
}, async (context) => {
  const mirror = await serve(context, (_, response) => send(response));
  const asked: string[] = [];
  const proxy = http.createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const through = connect(Number(new URL(mirror.url).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      through.pipe(socket).pipe(through);
    });
    for (const end of [through, socket]) end.on('error', () => through.destroy());
    context.after(() => through.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  context.after(() => proxy.close());
  const names = ['http_proxy', 'no_proxy', 'HTTP_PROXY', 'NO_PROXY'];
  const before = names.map((name) => [name, process.env[name]] as const);
  context.after(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });
  for (const name of names) delete process.env[name];
  process.env.http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  assert.deepEqual(await download('http://mirror.invalid/file', LIMITS), FILE);
  assert.deepEqual(asked, ['mirror.invalid:80']);
  assert.equal(mirror.asked[0]?.path, '/file');
});
