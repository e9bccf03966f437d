import assert from 'node:assert/strict';
import { basename } from 'node:path';
import test from 'node:test';
import { glibc, musl } from './build.ts';
import { connection, loopback, runSockets } from './sockets.ts';

/** Of names that io and net share. */
const shared = ['write c 4', 'read a 4', 'writev c 2 2', 'readv a 2 2', 'sendfile c 4', 'recv a 4', 'close c'];

for (const toolchain of [glibc, musl])
  for (const libraries of [
    ['io', 'net'],
    ['net', 'io'],
  ])
    for (const io of ['/nowhere:EIO', '/nowhere:open:EIO', '*:LATENCY:1us', '# none'])
      test(`${toolchain.libc}: with ${libraries.join(' before ')}, a fault on a socket names who called, whatever io has to see (${io})`, {
        skip: toolchain.missing,
      }, (context) => {
        const server = loopback();
        const { injections } = runSockets(
          context,
          { io, net: `tcp4://${server}:7001:LATENCY:1us` },
          [...connection(`${server}:7001`), ...shared.map((step) => [step] as const)],
          { libraries, toolchain },
        );
        const ours = injections.filter(({ target }) => target.startsWith('tcp4:'));
        assert.ok(ours.length >= shared.length);
        assert.deepEqual(new Set(ours.map(({ site }) => site && basename(site.module))), new Set(['sockets']));
      });
