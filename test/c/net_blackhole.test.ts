import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { unemulated, usual } from './build.ts';
import { errno, fill, place, recorded } from './probe.ts';
import { refused } from './refuse.ts';
import { connection, loopback, POLLHUP, POLLIN, POLLOUT, runSockets } from './sockets.ts';
import { check, type Steps } from './steps.ts';

const skip = usual.missing;

test('BLACKHOLE keeps a connection from being made, and says nothing', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, `tcp4://${server}:7001:connect:BLACKHOLE`, [
    ['socket l tcp', 0],
    [`bind l ${server}:7001`, 0],
    ['listen l', 0],
    ['socket c tcp nonblocking', 0],
    [`connect c ${server}:7001`, '-EINPROGRESS'],
    ['poll c out 200', 0],
    ['epoll e', 0],
    ['interest e c out', 0],
    ['epoll_wait e 100', 0],
    ['error c', 0],
    ['socket d tcp', 0],
    ['sendtimeout d 150', 0],
    [`connect d ${server}:7001`, '-EINPROGRESS'],
    ['slower 140', 1],
    ['interrupt 50', 0],
    ['socket f tcp', 0],
    [`connect f ${server}:7001`, '-EINTR'],
  ]);
  assert.equal(injections.length, 3);
});

for (const [operation, step, said] of [
  ['send', 'send c 5', 5],
  ['recv', 'recv c 5 dontwait', '-EAGAIN'],
] as const)
  test(`from the ${operation} that BLACKHOLE befalls, nothing arrives and what is sent is gone`, {
    skip,
  }, (context) => {
    const server = loopback();
    const { injections } = runSockets(
      context,
      `tcp4://${server}:7001:${operation}:BLACKHOLE@nth=1|2|3`,
      [
        ...connection(`${server}:7001`),
        ['send a 5', 5],
        [step, said],
        ['send a 5', 5],
        ['poll c in 100', 0],
        ['recv c 5 dontwait', '-EAGAIN'],
        ['receivetimeout c 60', 0],
        ['recv c 5', '-EAGAIN'],
        ['slower 50', 1],
        ['poll c out 0', POLLOUT],
        ['send c 5', 5],
        ['write c 5', 5],
        ['sendmsg c 2 3', 5],
        ['writev c 2 3', 5],
        ['sendmmsg c 5 6', 1],
        ['sendfile c 5', 5],
        ['recv a 5 dontwait', '-EAGAIN'],
        ['rules %/none %/net.conf %/control', 0],
        ['send c 5', 5],
        ['recv a 5 dontwait', '-EAGAIN'],
        ['recv c 5', '-EAGAIN'],
      ],
      { prepare: ({ run }) => writeFileSync(join(run, 'none'), '\n') },
    );
    assert.deepEqual(
      injections.map(({ effect, operation }) => [effect, operation]),
      [['BLACKHOLE', operation]],
    );
  });

for (const family of ['tcp4', 'tcp6'])
  test(`the end that a peer has sent over ${family} is lost in a BLACKHOLE, too`, {
    skip: unemulated('takes no filter off a socket again'),
  }, (context) => {
    const server = family === 'tcp4' ? loopback() : `[::ffff:${loopback()}]`;
    const { injections } = runSockets(context, `${family}://${server}:7001:recv:BLACKHOLE`, [
      ...connection(`${server}:7001`, family === 'tcp4' ? 'tcp' : 'tcp6'),
      ['epoll e', 0],
      ['interest e c in', 0],
      ['send a 5', 5],
      ['shutdown a', 0],
      ['poll c in 1000', POLLIN],
      ['recv c 5 dontwait', '-EAGAIN'],
      ['close a', 0],
      ['recv c 5 dontwait', '-EAGAIN'],
      ['poll c in 50', 0],
      ['select c in 50', 0],
      ['epoll_wait e 50', 0],
      ['receivetimeout c 60', 0],
      ['recv c 5', '-EAGAIN'],
      ['slower 50', 1],
      ['error c', 0],
      ['poll c out 0', POLLOUT],
      ['send c 5', 5],
      ['recv c 5 dontwait', '-EAGAIN'],
    ]);
    assert.equal(injections.length, 1);
  });

test('the end of a peer is lost in a BLACKHOLE also where the program has sent its own', {
  skip: unemulated('takes no filter off a socket again'),
}, (context) => {
  const server = loopback();
  runSockets(context, 'tcp4://*:*:recv:BLACKHOLE', [
    ...connection(`${server}:7001`),
    ['shutdown c', 0],
    ['poll a in 1000', POLLIN],
    ['send a 5', 5],
    ['close a', 0],
    ['poll c in 1000', POLLIN + POLLHUP],
    ['sleep 20', 0],
    ['recv c 5 dontwait', '-EAGAIN'],
    ['receivetimeout c 60', 0],
    ['recv c 5', '-EAGAIN'],
  ]);
});

test('of an unconnected UDP socket, BLACKHOLE swallows what goes to the address', { skip }, (context) => {
  const server = loopback();
  runSockets(context, `udp4://${server}:7001:send:BLACKHOLE\nunix://*:poll:EIO`, [
    ['socket s udp', 0],
    [`bind s ${server}:7001`, 0],
    ['socket t udp', 0],
    [`bind t ${server}:7002`, 0],
    ['socket c udp', 0],
    [`bind c ${server}:7003`, 0],
    [`sendto c 5 ${server}:7001`, 5],
    [`sendto c 5 ${server}:7002`, 5],
    ['recv s 5 dontwait', '-EAGAIN'],
    ['recv t 5 dontwait', 5],
    [`sendto t 6 ${server}:7003`, 6],
    ['recv c 6 dontwait', 6],
    [`connect c ${server}:7001`, 0],
    ['send c 5', 5],
    [`sendto s 6 ${server}:7003`, 6],
    ['recv c 6 dontwait', '-EAGAIN'],
  ]);
});

test('neither an empty datagram nor an error that waits keeps what had come from a BLACKHOLE', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, 'udp4://*:*:recv:BLACKHOLE', [
    ...['s', 'c', 'd'].flatMap(
      (name, i): Steps => [
        [`socket ${name} udp`, 0],
        [`bind ${name} ${server}:${7001 + i}`, 0],
      ],
    ),
    [`connect c ${server}:7001`, 0],
    [`connect d ${server}:7001`, 0],
    ...[5, 0, 0, 5].map((length): Steps[number] => [`sendto s ${length} ${server}:7002`, length]),
    [`sendto s 5 ${server}:7003`, 5],
    ['recv c 5 dontwait', '-EAGAIN'],
    ['recv c 5 dontwait', '-EAGAIN'],
    ['close s', 0],
    ['send d 5', 5],
    ['recv d 5 dontwait', '-EAGAIN'],
    ['recv d 5 dontwait', '-EAGAIN'],
  ]);
  assert.equal(injections.length, 2);
});

for (const [effect, kind, most] of [
  ['BLACKHOLE', 'tcp', 1_000_000],
  ['DROP', 'udp', 60000],
] as const)
  test(`of a file that is sent over ${kind} nothing arrives under ${effect}, and the offset moves`, {
    skip,
  }, (context) => {
    const server = loopback();
    const udp: Steps = [
      ['socket a udp', 0],
      [`bind a ${server}:7001`, 0],
      ['socket c udp', 0],
      [`connect c ${server}:7001`, 0],
    ];
    const { injections } = runSockets(context, `${kind}4://${server}:7001:send:${effect}`, [
      ...(kind === 'udp' ? udp : connection(`${server}:7001`)),
      ['sendfile c 5 pipe', '-EINVAL'],
      ['sendfile c 5 4000000000', 0],
      ['sendfile c 5 -5', '-EINVAL'],
      [`sendfile c ${most}`, most],
      ['sendfile c 5 100', 5],
      ['sendfile c 60000 3221225466', 6],
      ...(kind === 'udp' ? ([['sendfile c 70000', '-EMSGSIZE']] satisfies Steps) : []),
      ['recv a 5 dontwait', '-EAGAIN'],
    ]);
    assert.deepEqual(
      injections.map(({ value }) => value),
      kind === 'udp' ? [60000n, 5n, 6n] : [0n],
    );
  });

test('in a BLACKHOLE the program is told what the kernel refuses', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, '*:send:BLACKHOLE', [
    ...connection(`${server}:7001`),
    ['wildly send c', '-EFAULT'],
    ['wildly writev c', '-EFAULT'],
    ['send c 5', 5],
    ['shutdown c', 0],
    ['send c 5', '-EPIPE'],
    ['recv a 5 dontwait'],
    ['socket d udp', 0],
    [`sendto d 100000 ${server}:7001`, '-EMSGSIZE'],
    [`sendto d 10 ${server}:7001`, 10],
  ]);
  assert.equal(injections.length, 2, 'a connection, and a datagram');
});

test('where the kernel takes no filter off again, the end of a connection is told in a BLACKHOLE', {
  skip,
}, (context) => {
  const at = place(context);
  const server = loopback();
  fill(at, { net: `tcp4://${server}:7001:recv:BLACKHOLE` });
  const steps: Steps = [
    ...connection(`${server}:7001`),
    ['send a 5', 5],
    ['shutdown a', 0],
    ['poll c in 1000', POLLIN],
    ['recv c 5 dontwait', 0],
  ];
  const words = steps.map(([step]) => step);
  const ended = refused(at, [`setsockopt,1=1,2=27:${errno('EPERM')}`], 'net', 'sockets', words);
  check(ended.lines, steps);
  assert.equal(recorded(ended).injections.length, 1);
});

test('a socket whose filter is locked falls into no black hole', { skip }, (context) => {
  const at = place(context);
  const server = loopback();
  fill(at, { net: `tcp4://${server}:7001:BLACKHOLE` });
  // QEMU locks no filters: there the kernel refuses any, as it does when one is locked.
  const attach = `setsockopt,1=1,2=26:${errno('EPERM')}`;
  const lock: Steps = [['lockfilter c', 0]];
  const steps: Steps = [
    ['socket l tcp', 0],
    [`bind l ${server}:7001`, 0],
    ['listen l', 0],
    ['socket c tcp', 0],
    ...(usual.emulated ? [] : lock),
    [`connect c ${server}:7001`, 0],
    ['accept l a', 0],
    ['send c 5', 5],
    ['recv a 5', 5],
  ];
  const words = steps.map(([step]) => step);
  const ended = refused(at, usual.emulated ? [attach] : [], 'net', 'sockets', words);
  check(ended.lines, steps);
  assert.deepEqual(recorded(ended).injections, []);
});

test('BLACKHOLE does not befall unix sockets', { skip }, (context) => {
  const { injections } = runSockets(context, '*:send:BLACKHOLE', [
    ['pair a b unix', 0],
    ['send a 5', 5],
    ['recv b 5', 5],
  ]);
  assert.deepEqual(injections, []);
});
