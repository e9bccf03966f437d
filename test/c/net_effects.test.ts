import assert from 'node:assert/strict';
import test from 'node:test';
import { glibc, musl, unemulated, usual } from './build.ts';
import { runToAnyEnd } from './probe.ts';
import {
  connection,
  connectionInBackground,
  loopback,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
  runSockets,
} from './sockets.ts';
import type { Steps } from './steps.ts';

const skip = usual.missing;

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: CORRUPT flips exactly one bit of what arrives, however it is received`, {
    skip: toolchain.missing,
  }, (context) => {
    const server = loopback();
    const ways = ['recv c 10', 'recvfrom c 10', 'read c 10', 'recvmsg c 3 3 4', 'readv c 3 3 4', 'recvmmsg c 10 10'];
    const steps = ways.flatMap(
      (way): Steps => [
        ['send a 10', 10],
        [way, way.startsWith('recvmmsg') ? 1 : 10],
        ['length', 10],
        ['flipped', 1],
      ],
    );
    const { injections } = runSockets(
      context,
      `tcp4://${server}:7001:CORRUPT`,
      [...connection(`${server}:7001`), ...steps],
      { toolchain },
    );
    assert.equal(injections.length, ways.length);
    assert.ok(injections.every(({ value, effect }) => effect === 'CORRUPT' && value >= 0n && value < 80n));
  });

test('CORRUPT leaves alone what stays to be read, and what is thrown away', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, `tcp4://${server}:7001:CORRUPT\n*:recv:THROTTLE:1KiB/s`, [
    ...connection(`${server}:7001`),
    ['send a 30', 30],
    ['skip c 10', 10],
    ['recv c 10 peek', 10],
    ['recv c 10 peek', 10],
  ]);
  assert.deepEqual([...new Set(injections.map(({ effect }) => effect))], ['THROTTLE']);
});

test('CORRUPT stays within what there is room for', { skip }, (context) => {
  const server = loopback();
  const times = Array.from(
    { length: 20 },
    (): Steps => [
      [`sendto c 500 ${server}:7001`, 500],
      ['recv s 2 trunc', 500],
      [`sendto c 0 ${server}:7001`, 0],
      ['recv s 2', 0],
    ],
  );
  const { injections } = runSockets(context, 'udp4://*:*:CORRUPT', [
    ['socket s udp', 0],
    [`bind s ${server}:7001`, 0],
    ['socket c udp', 0],
    ...times.flat(),
  ]);
  assert.equal(injections.length, 20);
  assert.ok(injections.every(({ value }) => value < 16n));
});

const sends = ['send c 10', 'write c 10', 'writev c 3 3 4', 'sendmsg c 3 3 4', 'sendfile c 10'];
const receipts = ['recv c 10', 'recvfrom c 10', 'read c 10', 'recvmsg c 3 3 4', 'readv c 3 3 4'];

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: SHORT lets a part of a stream's bytes through, and loses none`, {
    skip: toolchain.missing,
  }, (context) => {
    const server = loopback();
    const { injections, lines } = runSockets(
      context,
      `tcp4://${server}:7001:SHORT`,
      [
        ...connection(`${server}:7001`),
        ...sends.map((step) => [step] as const),
        ['sendmmsg c 10 10', 1],
        ['recv a 1000'],
        ['send a 100', 100],
        ...receipts.map((step) => [step] as const),
        ['flipped', 0],
        ['recv c 10 all', 10],
        ['recvmsg c 3 7 all', 10],
        ['recvmmsg c 10 10', 1],
        ['send c 1', 1],
        ['recv a 1', 1],
      ],
      { toolchain },
    );
    assert.equal(injections.length, sends.length + receipts.length + 2);
    const parts = lines.slice(6, 6 + sends.length).map((line) => Number(line.split(' ')[1]));
    assert.ok(
      parts.every((part) => part >= 1 && part <= 9),
      parts.join(),
    );
    assert.deepEqual(
      injections.slice(0, parts.length).map(({ value }) => Number(value)),
      parts,
    );
    const total = parts.reduce((sum, part) => sum + part, Number(injections[parts.length]?.value));
    assert.equal(lines[7 + parts.length], `recv ${total}`);
  });

test('SHORT never cuts datagrams or packets', { skip }, (context) => {
  const { injections } = runSockets(context, '*:SHORT', [
    ['pair a b packets', 0],
    ['send a 10', 10],
    ['recv b 10', 10],
    ['pair a b gram', 0],
    ['send a 10', 10],
    ['recv b 10', 10],
    ['pair a b unix', 0],
    ['send a 2', 1],
  ]);
  assert.equal(injections.length, 1);
});

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: DROP lets datagrams vanish on either way, and leaves streams alone`, {
    skip: toolchain.missing,
  }, (context) => {
    const server = loopback();
    const { injections } = runSockets(
      context,
      `udp4://${server}:7001:send:DROP@times=4\nudp4://${server}:7002:recv:DROP`,
      [
        ['socket s udp', 0],
        [`bind s ${server}:7001`, 0],
        ['socket c udp', 0],
        [`sendto c 10 ${server}:7001`, 10],
        [`sendmsgto c ${server}:7001 3 3`, 6],
        [`connect c ${server}:7001`, 0],
        ['sendmmsg c 11 12', 1],
        ['write c 13', 13],
        ['recv s 100 dontwait', '-EAGAIN'],
        ['writev c 3 4', 7],
        ['recv s 100 dontwait', 7],
        // Received: thrown away, then the next, or nothing.
        ['socket t udp', 0],
        [`bind t ${server}:7002`, 0],
        [`sendto c 1 ${server}:7002`, 1],
        [`sendto c 2 ${server}:7002`, 2],
        ['recv t 100', 2],
        [`sendto c 3 ${server}:7002`, 3],
        ['recv t 100 dontwait', '-EAGAIN'],
      ],
      { toolchain },
    );
    assert.deepEqual(
      injections.map(({ operation, value }) => [operation, Number(value)]),
      [
        ['send', 10],
        ['send', 6],
        ['send', 11],
        ['send', 13],
        ['recv', 1],
        ['recv', 3],
      ],
    );
  });

test('what the kernel refuses to send is not dropped', { skip }, (context) => {
  const server = loopback();
  const wildly = ['sendto', 'sendmsg', 'sendmmsg'].map(
    (name) => [`wildly ${name} c ${server}:7001`, '-EFAULT'] as const,
  );
  const { injections } = runSockets(context, '*:send:DROP', [
    ['socket c udp', 0],
    [`sendto c 65507 ${server}:7001`, 65507],
    [`sendto c 65508 ${server}:7001`, '-EMSGSIZE'],
    ...wildly,
    ['send c 10', '-EDESTADDRREQ'],
    ['write c 10', '-EDESTADDRREQ'],
    ['sendmsg c 10', '-EDESTADDRREQ'],
    [`connect c ${server}:7001`, 0],
    ['send c 10', 10],
    ['wildly writev c', '-EFAULT'],
    ['wildly writemany c', '-EINVAL'],
    ['pair a b gram', 0],
    ['send a 70000', 70000],
    ['recv b 10 dontwait', '-EAGAIN'],
  ]);
  assert.deepEqual(
    injections.map(({ value }) => Number(value)),
    [65507, 10, 70000],
  );
});

test('what the kernel refuses to receive into is neither corrupted nor cut', { skip }, (context) => {
  const { injections } = runSockets(context, '*:recv:CORRUPT\n*:SHORT', [
    ['pair a b unix', 0],
    ['send a 10'],
    ['wildly readv b', '-EFAULT'],
    ['wildly recvmsg b', '-EFAULT'],
    ['wildly writev b', '-EFAULT'],
    ['wildly writemany b', '-EINVAL'],
  ]);
  assert.deepEqual(
    injections.map(({ operation }) => operation),
    ['send'],
  );
});

test('DROP on a receipt that does not wait says that there is nothing, however it is made', { skip }, (context) => {
  const server = loopback();
  const ways = ['recvfrom', 'recvfrom_chk', 'recvmsg', 'readv', 'read', 'recvmmsg'].map((way) => `${way} s 100`);
  const { injections } = runSockets(context, `udp4://${server}:7001:recv:DROP`, [
    ['socket s udp nonblocking', 0],
    [`bind s ${server}:7001`, 0],
    ['socket c udp', 0],
    ...ways.flatMap(
      (way): Steps => [
        [`sendto c 10 ${server}:7001`, 10],
        [way, '-EAGAIN'],
        [way, '-EAGAIN'],
      ],
    ),
  ]);
  assert.equal(injections.length, ways.length);
});

test('what a socket tells of errors is neither dropped nor corrupted nor cut', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, '*:recv:DROP\n*:recv:CORRUPT\n*:recv:SHORT', [
    ['socket s udp', 0],
    [`bind s ${server}:7001`, 0],
    ['socket c udp', 0],
    ['tellerrors c', 0],
    [`connect c ${server}:7001`, 0],
    ['recv c 10 errors', '-EAGAIN'],
    ['recvmsg c 10 errors', '-EAGAIN'],
    ['close s', 0],
    ['send c 10', 10],
    ['poll c in 1000', POLLERR],
    ['recv c 10 errors', 10],
    ['flipped', 0],
    ['recv c 10 errors', '-EAGAIN'],
  ]);
  assert.deepEqual(injections, []);
});

test('a receipt that is longer than its room ends the program, as the libc does it', {
  skip: skip ?? (usual.libc === 'glibc' ? undefined : 'this libc does not check the room'),
}, (context) => {
  const steps = ['socket s udp', `recvfrom_chk s ${2 << 20}`];
  const { signal } = runToAnyEnd(context, 'sockets', { libraries: ['net'], rules: '*:EIO', args: ['voice', ...steps] });
  assert.equal(signal, 'SIGABRT');
});

test('what a libc without fortified names is asked for by one knows no room', {
  skip: usual.libc === 'musl' ? unemulated('looks at all of a buffer') : (skip ?? 'this libc checks the room'),
}, (context) => {
  const server = loopback();
  runSockets(context, '*:recv:EIO@p=0', [
    ['socket s udp', 0],
    [`bind s ${server}:7001`, 0],
    ['socket c udp', 0],
    [`sendto c 10 ${server}:7001`, 10],
    [`recvfrom_chk s ${2 << 20}`, 10],
  ]);
});

test('DROP on a receipt that waits goes on waiting, as long as the caller said', { skip }, (context) => {
  const server = loopback();
  runSockets(context, `udp4://${server}:7001:recv:DROP`, [
    ['socket s udp', 0],
    [`bind s ${server}:7001`, 0],
    ['receivetimeout s 60', 0],
    ['socket c udp', 0],
    ...['recv s 9', 'recvfrom s 9', 'recvmsg s 9', 'recvmmsg s 9', 'read s 9', 'readv s 9'].flatMap(
      (step): Steps => [
        [`sendto c 5 ${server}:7001`, 5],
        [step, '-EAGAIN'],
        ['slower 50', 1],
      ],
    ),
    ['receivetimeout s 10000', 0],
    ['interrupt 20', 0],
    ['recv s 9', '-EINTR'],
  ]);
  const { injections } = runSockets(context, '*:DROP', [
    ['pair a b unix', 0],
    ['send a 5', 5],
    ['recv b 5', 5],
  ]);
  assert.deepEqual(injections, []);
});

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: TIMEOUT waits as long as the caller said, then says that nothing came`, {
    skip: toolchain.missing,
  }, (context) => {
    const server = loopback();
    const { injections } = runSockets(
      context,
      `tcp4://${server}:7001:poll:TIMEOUT`,
      [
        ...connection(`${server}:7001`),
        ['send a 5', 5],
        ...['poll', 'ppoll', 'select', 'pselect'].flatMap(
          (name): Steps => [
            [`${name} c in 50`, 0],
            ['slower 49', 1],
            [`${name} c in 0`, 0],
            ['interrupt 20', 0],
            [`${name} c in 1000`, '-EINTR'],
          ],
        ),
        ['interrupt 20', 0],
        ['poll c in -1', '-EINTR'],
        ['interrupt 20', 0],
        ['ppoll c in -1', '-EINTR'],
        ['epoll e', 0],
        ['interest e c', 0],
        ['epoll_wait e 50', 0],
        ['slower 49', 1],
        ['epoll_pwait e 0', 0],
        ['interrupt 20', 0],
        ['epoll_wait e -1', '-EINTR'],
        ['poll a out 1000', POLLOUT],
      ],
      { toolchain },
    );
    assert.equal(injections.length, 17);
    assert.ok(injections.every(({ effect }) => effect === 'TIMEOUT'));
  });

test('THROTTLE takes the time that the bytes take, on both ways', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, `tcp4://${server}:7001:THROTTLE:100kB/s`, [
    ...connection(`${server}:7001`),
    ['send c 10000', 10000],
    ['slower 95', 1],
    ['send a 10000', 10000],
    ['slower 95', 0],
    ['recv c 10000 peek', 10000],
    ['slower 95', 0],
    ['recv c 10000', 10000],
    ['slower 95', 1],
  ]);
  assert.equal(injections.length, 2);
  assert.ok(injections.every(({ value }) => value >= 95_000_000n));
});

test('CORRUPT leaves messages alone that a call only looks at', { skip }, (context) => {
  const { injections } = runSockets(context, '*:recv:CORRUPT', [
    ['pair a b gram', 0],
    ['send a 10', 10],
    ['peekmmsg b 10', 1],
    ['flipped', 0],
    ['recvmmsg b 10', 1],
    ['flipped', 1],
  ]);
  assert.equal(injections.length, 1);
});

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: all messages of a call go through a THROTTLE, and the first is what CORRUPT befalls`, {
    skip: toolchain.missing,
  }, (context) => {
    const rules = ['*:THROTTLE:10kB/s@times=2', '*:recv:CORRUPT@times=1', 'unix://*:send:SHORT@times=1'];
    const { injections } = runSockets(
      context,
      rules.join('\n'),
      [
        ['pair a b gram', 0],
        ['sendmmsg a 400 400 400', 3],
        ['slower 115', 1],
        ['recvmmsg b 10 400 400 400', 3],
        ['slower 70', 1],
        ['length', 10],
        ['flipped', 1],
        ['pair a b unix', 0],
        ['sendmmsg a 10 10', 1],
        ['recv b 10 dontwait'],
        ['sendmmsg a 10 10', 2],
      ],
      { toolchain },
    );
    assert.deepEqual(
      injections.map(({ effect, operation }) => [effect, operation]),
      [
        ['THROTTLE', 'send'],
        ['CORRUPT', 'recv'],
        ['THROTTLE', 'recv'],
        ['SHORT', 'send'],
      ],
    );
  });

test('THROTTLE takes the time of what is dropped, too', { skip }, (context) => {
  const { injections } = runSockets(context, '*:send:DROP@nth=1|2\n*:send:THROTTLE:10kB/s@times=2', [
    ['pair a b gram', 0],
    ['send a 500', 500],
    ['slower 45', 1],
    ['send a 500', 500],
    ['slower 45', 1],
    ['send a 500', 500],
    ['slower 45', 0],
    ['recv b 500', 500],
  ]);
  assert.deepEqual(
    injections.map(({ effect }) => effect),
    ['DROP', 'THROTTLE', 'DROP', 'THROTTLE'],
  );
});

test('THROTTLE: what need not wait is no hit', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, `tcp4://${server}:7001:THROTTLE:10GB/s`, [
    ...connection(`${server}:7001`),
    ['send c 1', 1],
    ['recv a 1', 1],
    ['send a 1', 1],
    ['recv c 1', 1],
  ]);
  assert.deepEqual(injections, []);
});

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: an interrupted connect goes on being established`, {
    skip: toolchain.missing,
  }, (context) => {
    const server = loopback();
    runSockets(
      context,
      `tcp4://${server}:7001:connect:EINTR@nth=1|4`,
      [
        ['socket l tcp', 0],
        [`bind l ${server}:7001`, 0],
        ['listen l', 0],
        ['socket c tcp', 0],
        [`connect c ${server}:7001`, '-EINTR'],
        ['poll c out 1000', POLLOUT],
        ['error c', 0],
        [`connect c ${server}:7001`, 0],
        [`connect c ${server}:7001`, '-EISCONN'],
        ['accept l a', 0],
        ['send c 5', 5],
        ['recv a 5', 5],
        ['close l', 0],
        ['socket d tcp', 0],
        [`connect d ${server}:7001`, '-EINTR'],
        ['poll d out 1000', POLLOUT + POLLERR + POLLHUP],
        ['error d', '-ECONNREFUSED'],
      ],
      { toolchain },
    );
  });

test('an interrupted connect of a unix socket may be made again, and one of datagrams is not interrupted', {
  skip,
}, (context) => {
  const [server, name] = [loopback(), `@chaos-interrupted-${process.pid}`];
  const { injections } = runSockets(context, `unix://${name}:connect:EINTR@times=1\nudp://*:*:connect:EINTR`, [
    ['socket l unix', 0],
    [`bind l ${name}`, 0],
    ['listen l', 0],
    ['socket c unix', 0],
    [`connect c ${name}`, '-EINTR'],
    [`connect c ${name}`, 0],
    ['accept l a', 0],
    ['send c 5', 5],
    ['recv a 5', 5],
    ['socket d udp', 0],
    [`connect d ${server}:7001`, 0],
  ]);
  assert.equal(injections.length, 1);
});

test('what does not wait is not interrupted', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(context, '*:connect:EINTR\n*:send:EINTR\n*:recv:EINTR', [
    ...connectionInBackground(`${server}:7001`),
    ['recv c 5', '-EAGAIN'],
    ['recv a 5 dontwait', '-EAGAIN'],
    ['recvfrom a 5 dontwait', '-EAGAIN'],
    ['recvmsg a 5 dontwait', '-EAGAIN'],
    ['send a 5 dontwait', 5],
    ['sendmsg a 5 dontwait', 5],
    ['send c 5', 5],
    ['recv a 5', '-EINTR'],
    ['send a 5', '-EINTR'],
  ]);
  assert.deepEqual(
    injections.map(({ operation }) => operation),
    ['recv', 'send'],
  );
});

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: a non-blocking connect fails as on a network`, { skip: toolchain.missing }, (context) => {
    const server = loopback();
    runSockets(
      context,
      [
        `tcp4://${server}:7001:connect:ECONNREFUSED`,
        `tcp4://${server}:7002:connect:ENETUNREACH`,
        `tcp4://${server}:7003:connect:ETIMEDOUT`,
        'tcp6://[::1]:7004:connect:ECONNREFUSED',
        `udp4://${server}:7003:connect:ECONNREFUSED`,
        `unix://@x:connect:ECONNREFUSED`,
        `tcp4://${server}:7006:connect:ECONNREFUSED@times=1`,
      ].join('\n'),
      [
        ['socket c tcp nonblocking', 0],
        [`connect c ${server}:7001`, '-EINPROGRESS'],
        ['poll c in 1000', POLLIN + POLLERR + POLLHUP],
        ['poll c out 1000', POLLOUT + POLLERR + POLLHUP],
        ['error c', '-ECONNREFUSED'],
        ['error c', 0],
        ['recv c 5', 0],
        ['send c 5', '-EPIPE'],
        ['socket d tcp nonblocking', 0],
        [`connect d ${server}:7002`, '-ENETUNREACH'],
        ['error d', 0],
        // Connecting again tells it as well, before a rule may fail that again.
        ['socket e tcp nonblocking', 0],
        [`connect e ${server}:7003`, '-EINPROGRESS'],
        [`connect e ${server}:7003`, '-ETIMEDOUT'],
        ['error e', 0],
        [`connect e ${server}:7003`, '-EINPROGRESS'],
        ['poll e out 1000', POLLOUT + POLLERR + POLLHUP],
        ['error e', '-ETIMEDOUT'],
        ['error e', 0],
        // What is done with the connection first tells it as well.
        ['socket h tcp nonblocking', 0],
        [`connect h ${server}:7001`, '-EINPROGRESS'],
        [`connect h ${server}:7001`, '-ECONNREFUSED'],
        [`connect h ${server}:7001`, '-EINPROGRESS'],
        ['send h 5', '-ECONNREFUSED'],
        ['send h 5', '-EPIPE'],
        ['error h', 0],
        ['socket k tcp nonblocking', 0],
        [`connect k ${server}:7006`, '-EINPROGRESS'],
        ['recv k 5', '-ECONNREFUSED'],
        // As of any connection whose error was told.
        [`connect k ${server}:7006`, '-ECONNABORTED'],
        ['socket i tcp6 nonblocking', 0],
        ['connect i [::1]:7004', '-EINPROGRESS'],
        ['poll i in 1000', POLLIN + POLLERR + POLLHUP],
        ['error i', '-ECONNREFUSED'],
        // What is established afterwards is as with any other socket.
        ['socket l tcp6', 0],
        ['bind l [::1]:7005', 0],
        ['listen l', 0],
        ['socket j tcp6 nonblocking', 0],
        ['connect j [::1]:7004', '-EINPROGRESS'],
        ['connect j [::1]:7004', '-ECONNREFUSED'],
        ['connect j [::1]:7005', '-EINPROGRESS'],
        ['poll j out 1000', POLLOUT],
        ['error j', 0],
        ['socket f udp nonblocking', 0],
        [`connect f ${server}:7003`, '-ECONNREFUSED'],
        ['socket g unix nonblocking', 0],
        ['connect g @x', '-ECONNREFUSED'],
        ['error g', 0],
        ['error 77', '-EBADF'],
      ],
      { toolchain },
    );
  });

test('latency, damage and failure of several rules compose on one call', { skip }, (context) => {
  const server = loopback();
  const { injections } = runSockets(
    context,
    `tcp4://${server}:7001:recv:CORRUPT\n*:recv:LATENCY:20ms\ntcp4://*:*:recv:SHORT\ntcp4://${server}:7001:send:EPIPE@nth=2`,
    [
      ...connection(`${server}:7001`),
      ['send a 50', 50],
      ['recv c 50'],
      ['slower 20', 1],
      ['flipped', 1],
      ['send c 5', 5],
      ['send c 5', '-EPIPE'],
    ],
  );
  assert.deepEqual(
    injections.map(({ effect }) => effect),
    ['LATENCY', 'SHORT', 'CORRUPT', 'ERRNO'],
  );
});

test('KILL ends the process at the call, exe= and site= narrow', { skip }, (context) => {
  const server = loopback();
  const args = [`socket c tcp`, `connect c ${server}:7001`];
  const at = { libraries: ['net'], args: ['voice', ...args] };
  const killed = runToAnyEnd(context, 'sockets', { ...at, rules: `tcp4://${server}:7001:connect:KILL:SIGKILL` });
  assert.deepEqual([killed.signal, killed.lines], ['SIGKILL', ['socket 0']]);
  assert.equal(killed.injections[0]?.effect, 'KILL');
  const other = runToAnyEnd(context, 'sockets', { ...at, rules: '*:connect:EIO@exe=sleep\n*:connect:EPIPE@exe=sock*' });
  assert.deepEqual(other.lines, ['socket 0', 'connect -EPIPE']);
  const elsewhere = runToAnyEnd(context, 'sockets', { ...at, rules: '*:connect:EIO@site=1234\n*:connect:EROFS' });
  assert.deepEqual(elsewhere.lines, ['socket 0', 'connect -EROFS']);
});
