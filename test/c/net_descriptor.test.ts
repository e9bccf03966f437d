import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc, musl, usual } from './build.ts';
import { fill, place, recorded, start } from './probe.ts';
import { connection, loopback, runSockets } from './sockets.ts';
import type { Steps } from './steps.ts';

const skip = usual.missing;

test('what is no socket meets no fault of sockets, whoever takes it for one', { skip }, (context) => {
  runSockets(context, '*:EPIPE', [
    ['file f $/file', 0],
    ['send f 1', '-ENOTSOCK'],
    ['recv f 1', '-ENOTSOCK'],
  ]);
});

test('a socket that is closed by syscall() is closed as by close', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, `tcp4://${server}:7001:close:EIO`, [
    ...connection(`${server}:7001`),
    ['file f $/file', 0],
    ['rawclose f', 0],
    ['rawclose c', '-EIO'],
    ['send c 1', '-EBADF'],
  ]);
  assert.deepEqual(
    injections.map(({ symbol, operation }) => `${symbol} ${operation}`),
    ['syscall close'],
  );
});

test('what happened to a descriptor out of sight brings no fault upon anything else', { skip }, (context) => {
  const server = loopback();
  const steps: Steps = [
    ...connection(`${server}:7001`),
    ['write c 1', '-EPIPE'],
    ['file f $/file', 0],
    ['dup2 f c', 0],
    ['write c 1', 1],
    ['close c', 0],
    ['socket d tcp', 0],
    [`connect d ${server}:7001`, 0],
    ['send d 1', '-EPIPE'],
    // A copy of a socket is found after a while.
    ['write f 1', 1],
    ['dup2 d f', 0],
    ['sleep 200', 0],
    ['write f 1', '-EPIPE'],
    // What came in a message has a number that was another's.
    ['pair u v unix', 0],
    ['give u d', 1],
    ['rawclose d', 0],
    ['take v d', 0],
    ['send d 1', '-EPIPE'],
    ['give u a', 1],
    ['rawclose d', 0],
    ['take v d', 0],
    ['send d 1', 1],
    ['rawcloserange 3 899', 0],
    ['socket e tcp', 0],
    ['socket e tcp', 0],
    ['dup2 0 e', 0],
    ['shutdown e'],
  ];
  const rules = `tcp4://${server}:7001:send:EPIPE\nunix://@x:shutdown:EIO`;
  const { injections } = runSockets(context, rules, steps, { stdio: ['ignore', 'pipe', 'pipe'] });
  assert.ok(injections.every(({ target }) => target === `tcp4://${server}:7001`));
});

test('a connection is known also when the rules come later', { skip }, (context) => {
  const server = loopback();
  const { process } = runSockets(
    context,
    '# none',
    [
      ...connection(`${server}:7001`),
      ['send c 5', 5],
      ['rules %/late %/net.conf %/control', 0],
      ['send c 5', '-EPIPE'],
      ['uring', '-Function not implemented'],
    ],
    { prepare: ({ run }) => writeFileSync(join(run, 'late'), `tcp4://${server}:7001:send:EPIPE\n`) },
  );
  assert.ok(process.uringRefused);
});

test('inherited sockets on the standard streams are not what * means', { skip }, (context) => {
  const at = place(context);
  fill(at, { net: '*:send:EIO\nunix://*:recv:EPIPE' });
  // Node's pipes to children are unix sockets.
  const result = start(at, 'sockets', {
    libraries: ['net'],
    args: ['voice', 'write 1 5', 'read 0 5', 'pair a b unix', 'write a 5'],
    environment: { CHAOS_CONFIG_DIR: at.run },
  });
  assert.deepEqual(result.lines, ['UUUUUwrite 5', 'read -EPIPE', 'pair 0', 'write -EIO']);
  assert.equal(recorded(result).injections.length, 2);
});

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: who accepts without an address gets none, whatever the length says`, {
    skip: toolchain.missing,
  }, (context) => {
    const server = loopback();
    const { injections } = runSockets(
      context,
      `tcp4://${server}:7001:accept:EMFILE@nth=4\ntcp4://127.0.0.1:*:recv:EIO@after=1`,
      [
        ...connection(`${server}:7001`),
        ['socket c tcp', 0],
        [`connect c ${server}:7001`, 0],
        ['acceptunnamed l a', 0],
        ['send c 5', 5],
        ['recv a 5', 5],
        ['recv a 5', '-EIO'],
        ['socket c tcp', 0],
        [`connect c ${server}:7001`, 0],
        ['acceptunnamed l a wild', 0],
        ['acceptunnamed l a', '-EMFILE'],
      ],
      { toolchain },
    );
    assert.equal(injections.length, 2);
  });

test('calls that the kernel would refuse are left to it', { skip }, (context) => {
  runSockets(context, '*:connect:ENOSPC\n*:listen:ENOSPC\n*:recv:ENOSPC', [
    ['file f $/file', 0],
    ['connect f 127.0.0.1:1', '-ENOTSOCK'],
    ['connect 77 127.0.0.1:1', '-EBADF'],
    ['listen f', '-ENOTSOCK'],
    ['listen 77', '-EBADF'],
    ['socket a tcp', 0],
    ['wild a', '-ENOSPC'],
    ['recv f 1', '-ENOTSOCK'],
  ]);
});
