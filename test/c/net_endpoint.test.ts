import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc, musl, root, usual } from './build.ts';
import { fill, place, start } from './probe.ts';
import { connection, loopback, runSockets } from './sockets.ts';

const skip = usual.missing;

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: connect, send and recv match the peer, bind, listen and accept the local address`, {
    skip: toolchain.missing,
  }, (context) => {
    const [server, client] = [loopback(), loopback()];
    const rules = [
      `tcp4://${server}:7001:send:EPIPE@nth=1`,
      `tcp4://${server}:7001:recv:EIO@nth=1`,
      `tcp4://${server}:7001:shutdown:ENOSPC@nth=1`,
      `tcp4://${server}:7001:connect:ETIMEDOUT@nth=1`,
      `tcp4://${server}:7001:bind:EADDRINUSE@nth=1`,
      `tcp4://${server}:7001:listen:EDQUOT@nth=1`,
      `tcp4://${server}:7001:accept:EMFILE@nth=1`,
      `tcp4://${client}:*:send:ENOBUFS@nth=1`,
      `tcp4://${client}:7002:close:EIO`,
    ].join('\n');
    const { injections } = runSockets(
      context,
      rules,
      [
        ['socket l tcp', 0],
        [`bind l ${server}:7001`, '-EADDRINUSE'],
        [`bind l ${server}:7001`, 0],
        ['listen l', '-EDQUOT'],
        ['listen l', 0],
        ['socket c tcp', 0],
        [`bind c ${client}:7002`, 0],
        [`connect c ${server}:7001`, '-ETIMEDOUT'],
        [`connect c ${server}:7001`, 0],
        ['accept l a', '-EMFILE'],
        ['accept l a', 0],
        ['send c 5', '-EPIPE'],
        ['send c 5', 5],
        ['send a 5', '-ENOBUFS'],
        ['send a 5', 5],
        ['recv a 5', 5],
        ['recv c 5', '-EIO'],
        ['recv c 5', 5],
        ['shutdown c', '-ENOSPC'],
        ['shutdown c', 0],
        ['close l', 0],
        ['close a', '-EIO'],
        ['close c', 0],
        ['close c', '-EBADF'],
      ],
      { toolchain },
    );
    assert.deepEqual(
      injections.map(({ operation, target }) => [operation, target]),
      [
        ['bind', `tcp4://${server}:7001`],
        ['listen', `tcp4://${server}:7001`],
        ['connect', `tcp4://${server}:7001`],
        ['accept', `tcp4://${server}:7001`],
        ['send', `tcp4://${server}:7001`],
        ['send', `tcp4://${client}:7002`],
        ['recv', `tcp4://${server}:7001`],
        ['shutdown', `tcp4://${server}:7001`],
        ['close', `tcp4://${client}:7002`],
      ],
    );
  });

test('reading and writing a socket is receiving and sending, of a file it is not', { skip }, (context) => {
  const server = loopback();
  runSockets(context, `tcp4://${server}:*:send:EPIPE\ntcp4://${server}:*:recv:EIO\n*:close:EBADF@0`, [
    ...connection(`${server}:7001`),
    ['write c 5', '-EPIPE'],
    ['writev c 5 5', '-EPIPE'],
    ['sendfile c 5', '-EPIPE'],
    ['sendmsg c 5 5', '-EPIPE'],
    ['sendmmsg c 5 5', '-EPIPE'],
    ['write a 5', 5],
    ['read c 5', '-EIO'],
    ['readv c 5', '-EIO'],
    ['recvfrom c 5', '-EIO'],
    ['recvmsg c 5', '-EIO'],
    ['recvmmsg c 5', '-EIO'],
    ['file f $/file', 0],
    ['write f 5', 5],
    ['read f 5', 0],
    ['close f', 0],
    ['write f 5', '-EBADF'],
    ['send f 5', '-EBADF'],
  ]);
});

test('the most specific selector decides', { skip }, (context) => {
  const server = loopback();
  const net = server.replace(/\.\d+$/, '.0');
  const rules = [
    '*:connect:EIO',
    'tcp4://*:*:connect:EROFS',
    'tcp4://*:7001-7005:connect:ENOBUFS',
    'tcp4://*:7001:connect:EPIPE',
    `tcp4://${server}:*:connect:EDQUOT`,
    `tcp4://${server}:7004-7005:connect:EACCES`,
    `tcp4://${net}/24:7002:connect:EMFILE`,
    `tcp4://${net}/16:7002:connect:EEXIST`,
    `tcp4://${server}:7003:connect:ENOSPC`,
    `tcp4://${server}:7003:connect:EINVAL`,
  ].join('\n');
  const other = server.replace(/^127\.\d+/, '127.200');
  runSockets(context, rules, [
    ['socket c tcp', 0],
    [`connect c ${server}:7003`, '-ENOSPC'],
    [`connect c ${server}:7002`, '-EMFILE'],
    [`connect c ${server}:7004`, '-EACCES'],
    [`connect c ${server}:7001`, '-EDQUOT'],
    [`connect c ${other}:7001`, '-EPIPE'],
    [`connect c ${other}:7002`, '-ENOBUFS'],
    [`connect c ${other}:7006`, '-EROFS'],
    ['socket d udp', 0],
    [`connect d ${server}:7003`, '-EIO'],
  ]);
});

test('IPv6, IPv4 on IPv6 sockets, unix paths and abstract names are told apart', { skip }, (context) => {
  const server = loopback();
  const rules = [
    'tcp6://[::1]:7001:connect:EIO',
    'tcp6://[::1]:7002-7003:connect:ENOSPC',
    `tcp4://${server}:7001:connect:EPIPE`,
    `tcp6://[::ffff:0:0/96]:7002:connect:EDQUOT`,
    'udp6://[::1]:*:send:EROFS',
    'unix://$/a.sock:connect:EACCES',
    'unix://@chaos-test:connect:EMFILE',
    'unix://*:socket:ENOBUFS@nth=5',
  ].join('\n');
  runSockets(context, rules, [
    ['socket a tcp6', 0],
    ['connect a [::1]:7001', '-EIO'],
    ['connect a [::1]:7003', '-ENOSPC'],
    [`connect a [::ffff:${server}]:7001`, '-EPIPE'],
    [`connect a [::ffff:${server}]:7002`, '-EDQUOT'],
    ['socket b udp6', 0],
    ['sendto b 5 [::1]:7009', '-EROFS'],
    ['socket c unix', 0],
    ['connect c $/a.sock', '-EACCES'],
    ['connect c $/a.soc', '-ENOENT'],
    ['connect c @chaos-test', '-EMFILE'],
    ['connect c @chaos-tes', '-ECONNREFUSED'],
    ['socket d gram', 0],
    ['pair e f unix', 0],
    ['pair e f packets', 0],
    ['socket g unix', '-ENOBUFS'],
    ['socket g tcp', 0],
  ]);
});

test('a unix socket whose peer has no name is known by its own', { skip }, (context) => {
  runSockets(context, 'unix://$/s:recv:EIO@nth=1\nunix://$/s:send:EPIPE@nth=1', [
    ...connection('$/s', 'unix'),
    ['send c 5', '-EPIPE'],
    ['send c 5', 5],
    ['recv a 5', '-EIO'],
    ['recv a 5', 5],
  ]);
});

test('a socket that is dissolved from its peer is known by its own address', { skip }, (context) => {
  const [server, client] = [loopback(), loopback()];
  runSockets(context, `udp4://${server}:7001:recv:EIO\nudp4://${client}:7002:recv:EPIPE`, [
    ['socket c udp', 0],
    [`bind c ${client}:7002`, 0],
    ['recv c 5 dontwait', '-EPIPE'],
    [`connect c ${server}:7001`, 0],
    ['recv c 5 dontwait', '-EIO'],
    ['dissolve c', 0],
    ['bind c 127.0.0.1:0'],
    ['recv c 5 dontwait', '-EPIPE'],
  ]);
});

test('before it has an address a socket is only what any of its kind is', { skip }, (context) => {
  const { injections } = runSockets(context, 'tcp4://*:*:socket:EMFILE\nudp6://*:*:socket:ENOBUFS\ntcp4://*:80:EIO', [
    ['socket a tcp', '-EMFILE'],
    ['socket a tcp6', 0],
    ['socket a udp', 0],
    ['socket a udp6', '-ENOBUFS'],
    ['socket a unix', 0],
    ['socket a netlink', 0],
  ]);
  assert.deepEqual(
    injections.map(({ target }) => target),
    ['tcp4://*:*', 'udp6://*:*'],
  );
});

test('the port 0 is that of sockets which have no address yet', { skip }, (context) => {
  runSockets(context, 'tcp4://*:0:socket:EMFILE:1.0\ntcp4://*:0:bind:EADDRINUSE\ntcp4://*:0:connect:EIO', [
    ['socket a tcp', '-EMFILE'],
    ['socket a tcp6', 0],
    ['socket b udp', 0],
    ['bind b 127.0.0.1:0', 0],
  ]);
});

test('of more rules than one call can ask, the most specific ones are asked', { skip }, (context) => {
  const host = loopback();
  const rules = Array.from({ length: 20 }, (_, i) => `tcp4://${host}/${i + 8}:7001:connect:EIO@p=${i === 19 ? 1 : 0}`);
  runSockets(context, rules.join('\n'), [
    ['socket a tcp', 0],
    [`connect a ${host}:7001`, '-EIO'],
  ]);
});

test('an unconnected UDP socket receives from where it sent to, and at its own address', { skip }, (context) => {
  const [one, other] = [loopback(), loopback()];
  runSockets(context, `udp4://${one}:7001:recv:EIO@nth=1\nudp4://${other}:7002:recv:EPIPE@nth=1|2`, [
    ['socket s udp', 0],
    [`bind s ${other}:7002`, 0],
    ['recv s 5 dontwait', '-EPIPE'],
    ['socket c udp', 0],
    ['recv c 5 dontwait', '-EAGAIN'],
    [`sendto c 5 ${one}:7001`, 5],
    ['recv c 5 dontwait', '-EIO'],
    [`sendto c 5 ${other}:7002`, 5],
    ['recv c 5 dontwait', '-EPIPE'],
    ['recv s 5', 5],
  ]);
});

test('a bad rule text is refused with its line, its column and a reason', { skip }, (context) => {
  for (const [rules, wanted] of [
    ['*:EIO\ntcp4//x:EIO', '2:1: expected * or tcp4://, tcp6://, udp4://, udp6://, tcp://, udp:// or unix://'],
    ['  tcp4://127.0.0.1:http:EIO', '1:3: expected a port, a range like 5000-5010, or * behind the host'],
    ['tcp4://[::1]:80:EIO', '1:1: expected an address of that family (IPv6 in []), a network like 10.0.0.0/8'],
    ['udp4://*:53:connect:CORRUPT', '1:13: no such effect or operation'],
    ['tcp4://*:53:DROP', '1:1: no such effect or operation'],
    ['tcp4://127.0.0.1:80:socket:EMFILE', '1:1: no such effect or operation: see chaos grammar'],
    ['tcp4://*:53:conect:EIO', '1:13: unknown operation'],
    ['unix://:EIO', '1:1: expected a path, @ and a name or * behind unix://'],
  ] as const) {
    const at = place(context);
    fill(at, { net: rules });
    const environment = { CHAOS_CONFIG_DIR: at.run };
    const { lines, stderr } = start(at, 'sockets', {
      libraries: ['net'],
      args: ['voice', 'socket a tcp'],
      environment,
    });
    assert.deepEqual(lines, ['socket 0']);
    assert.ok(stderr.startsWith(`chaos-net: ${at.run}/net.conf:${wanted}`), stderr);
  }
});

test("the page's examples are rules", { skip }, (context) => {
  const page = readFileSync(join(root, 'docs/libraries/net.md'), 'utf8');
  const examples = [...page.matchAll(/^ {4}(\S.*)$/gm)].map(([, rule = '']) => rule);
  const selectors = [...page.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, selector = '']) => selector),
  );
  const rules = [...examples, ...selectors.filter((text) => /^\*$|:\/\//.test(text)).map((text) => `${text}:EIO@p=0`)];
  assert.ok(examples.length > 5 && rules.length > examples.length + 15, rules.join('\n'));
  const { stderr, telemetry } = runSockets(context, rules.join('\n'), [['pair a b unix', 0]]);
  assert.equal(stderr, '');
  assert.equal(telemetry.processes[0]?.rulesInvalid, false);
});
