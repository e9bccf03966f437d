import assert from 'node:assert/strict';
import test from 'node:test';
import { glibc, musl, usual } from './build.ts';
import { countsOf } from './probe.ts';
import { connection, loopback, POLLIN, POLLNVAL, runSockets } from './sockets.ts';
import type { Steps } from './steps.ts';

const skip = usual.missing;

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

test('of many descriptors, rules on what else is done with them keep none from the calls that wait', {
  skip,
}, (context) => {
  const server = loopback();
  const ports = Array.from({ length: 40 }, (_, index) => 7001 + index);
  const rules = ports.map((port) => `udp4://${server}:${port}:send:EPIPE`).join('\n');
  const { injections } = runSockets(context, `${rules}\nudp4://*:*:poll:EIO`, [
    ['epoll e', 0],
    ...ports.flatMap(
      (port): Steps => [
        ['socket s udp', 0],
        [`bind s ${server}:${port}`, 0],
        ['interest e s', 0],
      ],
    ),
    ['epoll_wait e 0', '-EIO'],
  ]);
  assert.match(injections[0]?.target ?? '', /^udp4:/);
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

test('who waits on a descriptor that is not open is told so, whatever the rules', { skip }, (context) => {
  for (const rules of ['*:poll:TIMEOUT', '*:poll:EINTR', 'unix://*:poll:TIMEOUT']) {
    const { injections } = runSockets(context, rules, [
      ['pair a b unix', 0],
      ['epoll e', 0],
      ['interest e b', 0],
      ['rawclose a', 0],
      ['poll a in 1000', POLLNVAL],
      ['select a in 1000', '-EBADF'],
      ['rawclose e', 0],
      ['epoll_wait e 1000', '-EBADF'],
    ]);
    assert.equal(injections.length, 0, rules);
  }
});

test('a wait that the kernel refuses fails as ever, and of a set no more is looked at than it has room for', {
  skip,
}, (context) => {
  // QEMU reads all of them before it counts them.
  const many: Steps = usual.emulated ? [] : [['refused many 1100', '-EINVAL']];
  for (const rules of ['*:poll:TIMEOUT', 'unix://*:poll:TIMEOUT']) {
    const { injections } = runSockets(context, rules, [
      ['pair a b unix', 0],
      ['send a 5', 5],
      ['wide b 100000', 0],
      ['wide b -100', '-EINVAL'],
      ['refused poll 1', '-EFAULT'],
      ['refused set 1', '-EFAULT'],
      ...many,
    ]);
    assert.equal(injections.length, 1, rules);
  }
});

test('a wait for a time that is none, or on what is no epoll, fails as ever', { skip }, (context) => {
  for (const effect of ['TIMEOUT', 'ENOMEM']) {
    const { injections } = runSockets(context, `*:poll:${effect}@times=1`, [
      ['refused ppoll', '-EINVAL'],
      ['refused pselect', '-EINVAL'],
      ['refused select', '-EINVAL'],
      ['epoll e', 0],
      ['epoll_wait e 1000 0', '-EINVAL'],
      ['epoll_pwait e 1000 -1', '-EINVAL'],
      ['epoll_wait -1 1000', '-EBADF'],
      // QEMU looks at the room for the events first.
      ...(usual.emulated ? [] : ([['epoll_wait 1 1000', '-EINVAL']] satisfies Steps)),
      ['pair a b unix', 0],
      ['interest e a edges', 0],
      ['epoll_wait e 20', effect === 'TIMEOUT' ? 0 : '-ENOMEM'],
      // What has changed is still told.
      ['epoll_wait e 20', 4],
      ['epoll_wait e 20', 0],
    ]);
    assert.equal(injections.length, 1, effect);
  }
});

for (const [words, faults] of [
  ['in', 2],
  ['end', 2],
  ['edges', 0],
] as const)
  test(`EAGAIN befalls ${faults} calls that do not wait when an epoll has been told: ${words}`, {
    skip,
  }, (context) => {
    const { injections } = runSockets(context, '*:send:EAGAIN\n*:recv:EAGAIN', [
      ['pair a b unix', 0],
      ['epoll e', 0],
      [`interest e b ${words}`, 0],
      ['send a 2', '-EAGAIN'],
      ['send a 2 dontwait', faults ? '-EAGAIN' : 2],
      ['recv b 2 dontwait', faults ? '-EAGAIN' : 2],
    ]);
    assert.equal(injections.length, faults + 1);
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

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: below a filter that kills who asks for more than to wait, waiting fails and is late, more often than there is room for in the record`, {
    skip: toolchain.missing ?? (usual.emulated && 'QEMU knows no filters of system calls'),
  }, (context) => {
    const rules = '*:poll:ENOMEM@id=fails,times=60\n*:poll:LATENCY:1ms@id=waits,after=61';
    const result = runSockets(
      context,
      rules,
      [
        ['pair a b unix', 0],
        ['sandbox', 0],
        // What it was known to be can't be found to be still so.
        ['poll a in 0', 0],
        ...Array<[string, string]>(60).fill(['poll a in 0', '-ENOMEM']),
        ...Array<[string, number]>(4).fill(['poll a in 0', 0]),
        ['write b 1', 1],
        ['poll a in 0', POLLIN],
        ['read a 1', 1],
        ['close a', 0],
      ],
      { toolchain },
    );
    assert.deepEqual(
      ['fails', 'waits'].map((id) => countsOf(result, id).injected),
      [60, 5],
    );
  });
