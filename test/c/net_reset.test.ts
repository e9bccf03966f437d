import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc, musl, usual } from './build.ts';
import { errno, fill, place, recorded } from './probe.ts';
import { refused } from './refuse.ts';
import { connection, loopback, POLLERR, POLLHUP, POLLIN, runSockets } from './sockets.ts';
import { check, type Steps } from './steps.ts';

const skip = usual.missing;

test('RESET where a sandbox does not let connections be dissolved is left out, and not recorded', {
  skip,
}, (context) => {
  const at = place(context);
  const server = `[::1]:${20_000 + (process.pid % 10_000)}`;
  fill(at, { net: `tcp6://${server}:send:RESET` });
  const steps: Steps = [...connection(server, 'tcp6'), ['send c 5', 5], ['recv a 5', 5]];
  // The length of an address without a family; that of an IPv6 address is 28.
  const ended = refused(
    at,
    [`connect,2=16:${errno('EPERM')}`],
    'net',
    'sockets',
    steps.map(([step]) => step),
  );
  check(ended.lines, steps);
  assert.deepEqual(recorded(ended).injections, []);
});

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: RESET is seen by both ends, and stays`, { skip: toolchain.missing }, (context) => {
    const server = loopback();
    const { injections } = runSockets(
      context,
      `tcp4://${server}:7001:send:RESET@nth=2\ntcp4://${server}:7002:recv:RESET@nth=1`,
      [
        ...connection(`${server}:7001`),
        ['send c 5', 5],
        ['send c 5', '-ECONNRESET'],
        ['poll a in 1000', POLLIN + POLLERR + POLLHUP],
        ['recv a 5', 5],
        ['recv a 5', '-ECONNRESET'],
        ['poll c in 0', POLLIN + POLLERR + POLLHUP],
        ['send c 5', '-ECONNRESET'],
        ['write c 5', '-ECONNRESET'],
        ['recv c 5', '-ECONNRESET'],
        ['recvmsg c 5', '-ECONNRESET'],
        ['close c', 0],
        // The number is another socket's now.
        ['socket c tcp', 0],
        [`connect c ${server}:7001`, 0],
        ['accept l b', 0],
        ['send c 5', 5],
        ['recv b 5', 5],
        ['close l', 0],
        ['close b', 0],
        ['close c', 0],
        ...connection(`${server}:7002`),
        ['send a 5', 5],
        ['readv c 5', '-ECONNRESET'],
        ['write a 5', '-ECONNRESET'],
        ['rules %/none %/net.conf %/control', 0],
        ['send c 5', '-ECONNRESET'],
      ],
      { toolchain, prepare: ({ run }) => writeFileSync(join(run, 'none'), '\n') },
    );
    assert.deepEqual(
      injections.map(({ effect, operation }) => [effect, operation]),
      [
        ['RESET', 'send'],
        ['RESET', 'recv'],
      ],
    );
  });

test('RESET shuts a unix stream down, and leaves datagrams alone', { skip }, (context) => {
  const { injections } = runSockets(context, '*:send:RESET', [
    ['pair a b unix', 0],
    ['send a 5', '-ECONNRESET'],
    ['recv b 5', 0],
    ['send a 5', '-ECONNRESET'],
    ['pair a b gram', 0],
    ['send a 5', 5],
  ]);
  assert.equal(injections.length, 1);
});

test('a stream without a connection meets neither RESET nor BLACKHOLE, and still listens', { skip }, (context) => {
  const server = loopback();
  for (const [effect, error] of [
    ['RESET', '-ECONNRESET'],
    ['BLACKHOLE', '-EAGAIN'],
  ] as const) {
    const { injections } = runSockets(context, `*:recv:${effect}@times=1\n*:send:${effect}@times=1`, [
      ['socket l tcp', 0],
      [`bind l ${server}:7001`, 0],
      ['listen l', 0],
      ['recv l 5', '-ENOTCONN'],
      ['send l 5', '-EPIPE'],
      ['socket c tcp', 0],
      ['recv c 5', '-ENOTCONN'],
      ['send c 5', '-EPIPE'],
      ['socket u unix', 0],
      ['recv u 5', '-EINVAL'],
      ['send u 5', '-ENOTCONN'],
      [`connect c ${server}:7001`, 0],
      ['accept l a', 0],
      ['recv c 5 dontwait', error],
      ['socket c tcp', 0],
      [`connect c ${server}:7001`, 0],
      ['accept l b', 0],
      ['send c 5', effect === 'RESET' ? error : 5],
    ]);
    assert.deepEqual(
      injections.map(({ operation }) => operation),
      ['recv', 'send'],
      effect,
    );
  }
});
