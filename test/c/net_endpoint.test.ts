import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc, musl, probeProgram, root, usual } from './build.ts';
import { countsOf, fill, place, recorded, start } from './probe.ts';
import { connection, loopback, runSockets } from './sockets.ts';
import type { Steps } from './steps.ts';

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

test('a host name means localhost, what /etc/hosts says, and nobody else', { skip }, (context) => {
  const rules = 'tcp://LocalHost:7001:connect:EIO\ntcp://no-such-host.invalid:7002:connect:EPIPE';
  runSockets(context, rules, [
    ['socket a tcp', 0],
    ['connect a 127.0.0.1:7001', '-EIO'],
    ['connect a 127.0.0.2:7001', '-ECONNREFUSED'],
    ['connect a 127.0.0.1:7002', '-ECONNREFUSED'],
    ['socket b tcp6', 0],
    ['connect b [::1]:7001', '-EIO'],
  ]);
});

for (const name of ['no-such-host.invalid', 'locallost'])
  test(`without a run, a host name that nobody can know is refused: ${name}`, { skip }, (context) => {
    const at = place(context);
    const wrong = start(at, 'sockets', {
      libraries: ['net'],
      args: ['voice', 'socket a tcp', 'connect a 127.0.0.1:1'],
      environment: { CHAOS_CONFIG_DIR: at.run },
      prepare: ({ run }) => {
        fill(at, { net: `tcp://localhost:1:connect:EIO\ntcp://${name}:2:connect:EPIPE` });
        for (const file of ['control', 'answers', 'telemetry']) rmSync(join(run, file));
      },
    });
    assert.deepEqual(wrong.lines, ['socket 0', 'connect -ECONNREFUSED']);
    assert.match(
      wrong.stderr,
      /net\.conf:2:1: the addresses of this host are not known: it is not in \/etc\/hosts, and there is no run in which dns tells them; no faults/,
    );
  });

test('of /etc/hosts what is no address is passed over', { skip }, (context) => {
  const at = place(context);
  const hosts = join(at.work, 'hosts');
  writeFileSync(hosts, '127.0.0.3 other\nno-address chosen # 127.0.0.5\n# 127.0.0.6 chosen\n127.0.0.4\tone chosen\n');
  const library = usual.object('net');
  const steps = [3, 4, 5, 6].flatMap((i) => [`socket a tcp`, `connect a 127.0.0.${i}:1`]);
  const inside = `mount --bind "${hosts}" /etc/hosts && LD_PRELOAD="${library}" exec "$@"`;
  fill(at, { net: 'tcp://chosen:1:connect:EIO' });
  const { status, lines, stderr } = start(at, 'unshare', {
    program: '/usr/bin/unshare',
    bare: true,
    args: ['--mount', 'sh', '-c', inside, 'sh', probeProgram('sockets'), 'voice', ...steps],
    environment: { CHAOS_CONFIG_DIR: at.run },
  });
  if (status !== 0) return context.skip(`another /etc/hosts needs root: ${stderr}`);
  assert.deepEqual(lines, [
    ...['socket 0', 'connect -ECONNREFUSED', 'socket 0', 'connect -EIO'],
    ...['socket 0', 'connect -ECONNREFUSED', 'socket 0', 'connect -ECONNREFUSED'],
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

const waits: [string, string][] = [
  ['poll', 'poll c in 20'],
  ['ppoll', 'ppoll c in 20'],
  ['select', 'select c in 20'],
  ['pselect', 'pselect c in 20'],
];

test('waiting matches any endpoint that is waited for', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, `tcp4://${server}:7001:poll:EIO\nunix://@none:poll:EIO`, [
    ...connection(`${server}:7001`),
    ...waits.map(([, step]) => [step, '-EIO'] as const),
    ...waits.map(([, step]) => [step.replace(' c ', ' a '), 0] as const),
    ['poll l in 0', '-EIO'],
    ['epoll e', 0],
    ['epoll_wait e 0', 0],
    ['interest e a', 0],
    ['epoll_wait e 0', 0],
    ['interest e c', 0],
    ['epoll_wait e 0', '-EIO'],
    ['epoll_pwait e 0', '-EIO'],
    ['pollnothing 0', 0],
    ['close c', 0],
    ['epoll_wait e 0'],
  ]);
  assert.ok(injections.every(({ target }) => target === `tcp4://${server}:7001`));
  assert.equal(injections.length, 7);
});

test('* means every call that waits', { skip }, (context) => {
  const result = runSockets(context, '*:poll:EINTR@id=r', [
    ['pollnothing 0', '-EINTR'],
    ['epoll e', 0],
    ['epoll_wait e 0', '-EINTR'],
    ['pair a b unix', 0],
    ['select a in 0', '-EINTR'],
  ]);
  assert.deepEqual(countsOf(result, 'r'), { matched: 3, injected: 3 });
});

test('what has vanished from an epoll set brings no fault upon those who wait for the rest', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, `tcp4://${server}:7001:poll:EIO@after=1`, [
    ...connection(`${server}:7001`),
    ['epoll e', 0],
    ['interest e c', 0],
    ['epoll_wait e 0', 0],
    ['vanish c', 0],
    ['epoll_wait e 0', 0],
  ]);
  assert.equal(injections.length, 0);
});

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

test('who waits for a copy of another socket waits for that', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, `tcp4://${server}:7001:poll:EIO`, [
    ...connection(`${server}:7001`),
    ['poll c in 0', '-EIO'],
    ['dup2 a c', 0],
    // The end of its peer, which that was.
    ['poll c in 0', 1],
  ]);
  assert.equal(injections.length, 1);
});

test('a connection is known also when the rules come later', { skip }, (context) => {
  const server = loopback();
  runSockets(
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

test('a bad rule text is refused with its line, its column and a reason', { skip }, (context) => {
  for (const [rules, wanted] of [
    ['*:EIO\ntcp4//x:EIO', '2:1: expected * or tcp4://, tcp6://, udp4://, udp6://, tcp://, udp:// or unix://'],
    ['  tcp4://127.0.0.1:http:EIO', '1:3: expected a port, a range of ports such as 5000-5010, or * behind the host'],
    ['tcp4://[::1]:80:EIO', '1:1: expected an address of that family (IPv6 in brackets), a network such as 10.0.0.0/8'],
    ['udp4://*:53:connect:CORRUPT', '1:13: this operation has no such effect'],
    ['tcp4://*:53:DROP', '1:1: no operation of this selector has such an effect'],
    ['tcp4://*:53:conect:EIO', '1:13: unknown operation'],
    ['unix://:EIO', '1:1: expected a path, @ and a name, or * behind unix://'],
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

test('a host name means what the program was told for it, by the library for name resolution', { skip }, (context) => {
  const server = loopback();
  const rules = {
    dns: `dns://db.invalid:OVERRIDE:${server},::1`,
    net: `tcp://DB.invalid:7001:connect:EPIPE\ntcp://db.invalid:7001:recv:EROFS`,
  };
  runSockets(
    context,
    rules,
    [
      ['socket a tcp', 0],
      [`connect a ${server}:7001`, '-ECONNREFUSED'],
      ['resolve db.invalid', 0],
      [`connect a ${server}:7001`, '-EPIPE'],
      [`connect a ${server}:7002`, '-ECONNREFUSED'],
      ['socket b tcp6', 0],
      ['connect b [::1]:7001', '-EPIPE'],
    ],
    { libraries: ['dns', 'net'] },
  );
});
