// Files, sockets, workers, clocks and processes; says what came out, which is the same each time.
import { execFile, fork, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, get } from 'node:http';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createGunzip, createGzip } from 'node:zlib';

const self = fileURLToPath(import.meta.url);
const say = (...words) => console.log(...words);
const digest = (data) => createHash('sha256').update(data).digest('hex').slice(0, 16);

if (!isMainThread) {
  writeFileSync(`worker-${workerData}`, 'x'.repeat(workerData * 1000));
  parentPort.postMessage(digest(readFileSync(`worker-${workerData}`)));
} else if (process.argv[2] === 'child') {
  process.on('message', (message) => {
    process.send({ back: message });
    process.disconnect();
  });
} else {
  await files();
  await sockets();
  await workers();
  await processes();
}

async function files() {
  const text = Array.from({ length: 50000 }, (_, i) => `line ${i}`).join('\n');
  await writeFile('text', text);
  say('text', digest(await readFile('text')));
  await pipeline(createReadStream('text'), createGzip(), createWriteStream('text.gz'));
  await pipeline(createReadStream('text.gz'), createGunzip(), createWriteStream('text.again'));
  say('again', readFileSync('text.again', 'utf8') === text);
  const handle = await open('positioned', 'w+');
  await handle.write(Buffer.from('world'), 0, 5, 6);
  await handle.write(Buffer.from('hello '), 0, 6, 0);
  await handle.datasync();
  await handle.truncate(10);
  say('positioned', await handle.readFile({ encoding: 'utf8' }), (await handle.stat()).size);
  await handle.close();
  mkdirSync('deep/er', { recursive: true });
  await rename('positioned', 'deep/er/renamed');
  say('listed', readdirSync('.', { recursive: true }).sort().join(' '));
  say('mode', (statSync('deep').mode & 0o777).toString(8));
  await rm('deep', { recursive: true });
  await readFile('absent').catch((error) => say('absent', error.code));
  await Promise.all(Array.from({ length: 100 }, (_, i) => writeFile(`many-${i}`, String(i))));
  const all = await Promise.all(Array.from({ length: 100 }, (_, i) => readFile(`many-${i}`, 'utf8')));
  say('many', digest(all.join()));
}

async function sockets() {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const sent = Buffer.alloc(500000, 'abcdefg');
  const client = connect(echo.address().port, '127.0.0.1');
  client.end(sent);
  say('echo', digest(Buffer.concat(await client.toArray())) === digest(sent));
  echo.close();
  const web = createHttpServer((request, response) => response.end(`you asked for ${request.url}`)).listen(
    0,
    '127.0.0.1',
  );
  await once(web, 'listening');
  const [response] = await once(get({ port: web.address().port, host: '127.0.0.1', path: '/path' }), 'response');
  say('http', response.statusCode, Buffer.concat(await response.toArray()).toString());
  web.close();
  const datagrams = createSocket('udp4').bind(0, '127.0.0.1');
  await once(datagrams, 'listening');
  datagrams.send('datagram', datagrams.address().port, '127.0.0.1');
  const [message] = await once(datagrams, 'message');
  say('udp', message.toString());
  datagrams.close();
  const [error] = await once(connect(1, '127.0.0.1'), 'error');
  say('refused', error.code);
  say('lookup', (await lookup('localhost', { family: 4 })).address);
}

async function workers() {
  const digests = await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      const [message] = await once(new Worker(self, { workerData: i + 1 }), 'message');
      return message;
    }),
  );
  say('workers', digests.join(' '));
  const before = performance.now();
  await sleep(50);
  const slept = performance.now() - before;
  say('slept', slept >= 49 && slept < 5000);
}

async function processes() {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'echo out; cat /dev/null']);
  say('sh', stdout.trim());
  const sync = spawnSync('sh', ['-c', 'cat; exit 5'], { input: 'input' });
  say('sync', sync.status, sync.stdout.toString());
  const child = fork(self, ['child']);
  child.send('there');
  const [message] = await once(child, 'message');
  say('fork', message.back, (await once(child, 'exit'))[0]);
  say('missing', spawnSync('./no-such-program').error.code);
  await promisify(execFile)('sh', ['-c', 'kill -9 $$']).catch((error) => say('signal', error.signal));
}
