import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { scratch } from '../scratch.ts';
import { glibc, musl, probeProgram, usual } from './build.ts';
import { fill, place, run, start } from './probe.ts';
import { connection, loopback, runSockets } from './sockets.ts';
import type { Steps } from './steps.ts';
import { noStrace, straced } from './strace.ts';

const skip = usual.missing;

test('calls without a fault make no system call of ours', {
  skip: skip ?? noStrace,
}, (context) => {
  const server = loopback();
  const again: Steps = [
    ['socket c tcp'],
    [`connect c ${server}:7001`],
    // Otherwise each round waits for an acknowledgement, which comes late.
    ['nodelay c'],
    ['accept l a'],
    ['repeat 20 send c 5'],
    ['repeat 10 write a 5'],
    ['poll c in 0'],
    ['recv a 5'],
    ['repeat 5 read c 5'],
    ['shutdown c'],
    ['close c'],
    ['close a'],
  ];
  const listening: Steps = [['socket l tcp'], [`bind l ${server}:7001`], ['listen l']];
  const file = join(scratch(context), 'file');
  const callsOf = (rules: string | undefined, times: number, first = listening, repeated = again) => {
    const at = place(context);
    fill(at, { net: rules ?? '' });
    const object = rules === undefined ? undefined : usual.object('net');
    const steps = [...first, ...Array<Steps>(times).fill(repeated).flat()].map(([step]) => step);
    const options = ['-f', '--seccomp-bpf', '-e', 'trace=!clock_gettime'];
    return straced(at, object, [probeProgram('sockets'), 'voice', ...steps], options).length;
  };
  // The first calls are looked at, for the report; those that follow are the measure.
  const more = (rules: string | undefined) => callsOf(rules, 80) - callsOf(rules, 66);
  const ofFiles = (rules: string | undefined, count: number) =>
    callsOf(rules, 1, [], [[`files ${count} ${file}`], [`held ${count} ${file}`]]);
  const moreOfFiles = (rules: string | undefined) => ofFiles(rules, 900) - ofFiles(rules, 100);
  const bare = more(undefined);
  const bareFiles = moreOfFiles(undefined);
  assert.ok(bare > 500 && bareFiles > 6000, `${bare}, ${bareFiles}`);
  const many = Array.from({ length: 300 }, (_, index) => `tcp4://192.0.2.${index % 250}:${1 + index}:EIO`);
  const other = ['tcp4://192.0.2.1:9:EIO', `tcp4://${server}:7001:EIO@p=0`, 'tcp4://127.0.0.0/8:*:poll:TIMEOUT@p=0'];
  for (const rules of ['unix://@x:shutdown:EIO', '*:EIO@p=0', other.join('\n'), [...many, ...other].join('\n')]) {
    // What is not connected is looked at again every few milliseconds: on a busy machine more often than in a quiet run.
    let calls = more(rules);
    for (let attempt = 1; attempt < 4 && Math.abs(calls - bare) >= 10; attempt++) calls = more(rules);
    assert.ok(Math.abs(calls - bare) < 10, `${rules}: ${calls} system calls, ${bare} without`);
    assert.equal(moreOfFiles(rules), bareFiles, `${rules}: of files`);
  }
});

for (const toolchain of [glibc, musl])
  for (const libraries of [
    ['io', 'net'],
    ['net', 'io'],
  ])
    test(`${toolchain.libc}: files are io's and sockets net's, with ${libraries.join(' before ')}`, {
      skip: toolchain.missing,
    }, (context) => {
      const server = loopback();
      const rules = {
        io: '*:read:EIO@nth=2\n*:write:EROFS@nth=2\n*:close:ENOSPC@nth=1',
        net: `tcp4://${server}:7001:recv:ECONNRESET@nth=2\ntcp4://${server}:7001:send:EPIPE@nth=2\n*:close:ENOBUFS@nth=3`,
      };
      const { injections, telemetry } = runSockets(
        context,
        rules,
        [
          ...connection(`${server}:7001`),
          ['file f $/file', 0],
          ['write f 5', 5],
          ['write c 5', 5],
          ['write f 5', '-EROFS'],
          ['writev c 5', '-EPIPE'],
          ['writev f 5', 5],
          ['sendfile c 5', 5],
          ['write a 5', 5],
          ['read c 3', 3],
          ['read f 5', 0],
          ['read c 3', '-ECONNRESET'],
          ['readv f 5', '-EIO'],
          ['read c 3', 2],
          ['close f', '-ENOSPC'],
          ['close c', 0],
          ['close a', 0],
          ['close l', '-ENOBUFS'],
          ['close l', '-EBADF'],
        ],
        { libraries, toolchain },
      );
      assert.deepEqual(injections.map(({ library, operation }) => `${library}.${operation}`).sort(), [
        'io.close',
        'io.read',
        'io.write',
        'net.close',
        'net.recv',
        'net.send',
      ]);
      const ofNet = telemetry.processes.find(({ library }) => library === 'net');
      assert.deepEqual([ofNet?.calls.get('send'), ofNet?.calls.get('recv'), ofNet?.calls.get('close')], [4, 3, 3]);
    });

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: a socket that has the number of a file is one, however it came to it`, {
    skip: toolchain.missing,
  }, (context) => {
    const server = loopback();
    const ways: Steps[] = [
      ...['dup', 'fcntl', 'rawdup', 'rawfcntl'].map((how): Steps => [[`copy ${how} c d`]]),
      [['file d $/file'], ['read d 1', 1], ['dup2 c d']],
      [['give s c'], ['take t d']],
      [['rawsocket d']],
      [['rawaccept l d']],
      [['rawpair d e'], ['write e 1', 1], ['read d 1', 1]],
    ];
    for (const steps of ways)
      runSockets(
        context,
        'tcp4://*:*:recv:ECONNRESET\nunix://*:recv:ECONNRESET@nth=2',
        [
          ['socket l tcp', 0],
          [`bind l ${server}:7001`, 0],
          ['listen l', 0],
          ['socket c tcp', 0],
          [`connect c ${server}:7001`, 0],
          ['pair s t unix', 0],
          ['file f $/file', 0],
          ['write f 1', 1],
          ['read f 1', 0],
          ['close f', 0],
          ...steps,
          ['read d 1', '-ECONNRESET'],
        ],
        { toolchain },
      );
  });

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: cancelled threads clean up in every call, as without the library`, {
    skip: toolchain.missing,
  }, (context) => {
    const trial = { libraries: ['net'], args: ['cancel'], toolchain };
    const bare = start(place(context), 'symbol_net', { ...trial, bare: true });
    assert.ok(bare.lines.filter((line) => line.includes('cancelled')).length > 15, bare.lines.join('\n'));
    const lacking = toolchain === musl ? /^(epoll_pwait2|fcntl64|__\w+_chk)/ : /^(epoll_pwait2|fcntl64)/;
    const calls = (lines: string[]) => lines.filter((line) => !lacking.test(line));
    for (const rules of ['# none', '*:EIO@p=0', '*:LATENCY:1ms@p=0\n*:CORRUPT\n*:THROTTLE:1GB/s'])
      assert.deepEqual(calls(run(context, 'symbol_net', { ...trial, rules }).lines), calls(bare.lines), rules);
  });
