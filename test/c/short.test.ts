import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc, usual } from './build.ts';
import { type Place, place, type Recorded, run, start } from './probe.ts';
import { connection, connectionInBackground, loopback, POLLHUP, POLLIN, runSockets } from './sockets.ts';
import { runSteps } from './steps.ts';

const skip = usual.missing;

/** What calls of a name returned. */
function returned({ lines }: Recorded, name: string): number[] {
  return lines.filter((line) => line.startsWith(`${name} `)).map((line) => Number(line.split(' ')[1]));
}

/** What the report says that SHORT let through. */
function reported({ injections }: Recorded): number[] {
  return injections.map(({ value }) => Number(value));
}

for (const [name, step] of [
  ['read', 'read a 65536'],
  ['readv', 'readv a 60000 5536'],
])
  test(`SHORT: ${name} of more than there is gives a part of what is there, and the last of it is no fault`, {
    skip,
  }, (context) => {
    const result = runSteps(context, '$/x:SHORT', [['open a $/x', 0], [`repeat 30 ${step}`]], {
      prepare: ({ work }) => writeFileSync(join(work, 'x'), 'abcdef'),
    });
    const parts = returned(result, name as string);
    assert.equal(
      parts.reduce((sum, part) => sum + part, 0),
      6,
    );
    const last = parts.findLastIndex((part) => part > 0);
    assert.ok(last > 0, parts.join());
    assert.deepEqual(reported(result), parts.slice(0, last));
  });

test('SHORT: pread goes by its own offset', { skip }, (context) => {
  const result = runSteps(
    context,
    '$/x:SHORT',
    [['open a $/x', 0], ['read a 6'], ['pread a 65536'], ['pread a 65536']],
    {
      prepare: ({ work }) => writeFileSync(join(work, 'x'), 'abcdef'),
    },
  );
  const parts = [...returned(result, 'read'), ...returned(result, 'pread')];
  assert.ok(
    parts.every((part) => part >= 1 && part <= 5),
    parts.join(),
  );
  assert.deepEqual(reported(result), parts);
});

test('SHORT: who does not wait, and sees that both ends are closed, gets all that has come', { skip }, (context) => {
  const result = runSockets(context, '*:recv:SHORT', [
    ['pair a b unix', 0],
    ['nonblocking b', 0],
    ['send a 1000', 1000],
    ['shutdown a', 0],
    ['recv b 900'],
    ['shutdown b', 0],
    ['poll b in 0', POLLIN + POLLHUP],
    ['recv b 1000'],
    ['recv b 1000', 0],
  ]);
  const [first = 0, rest] = returned(result, 'recv');
  assert.ok(first < 900);
  assert.equal(rest, 1000 - first);
  assert.deepEqual(reported(result), [first]);
});

test('SHORT: what is received is a part of what has come', { skip }, (context) => {
  const server = loopback();
  const result = runSockets(context, `tcp4://${server}:7001:recv:SHORT`, [
    ...connection(`${server}:7001`),
    ['send a 100', 100],
    ['recv c 65536'],
    ['recv c 65536 dontwait'],
    ['receivetimeout c 50', 0],
    ['repeat 200 recv c 65536'],
  ]);
  const parts = returned(result, 'recv').filter((part) => part > 0);
  assert.equal(
    parts.reduce((sum, part) => sum + part, 0),
    100,
  );
  assert.deepEqual(reported(result), parts.slice(0, -1));
});

test('SHORT: who waits for what comes gets the first few bytes of it', { skip }, (context) => {
  const result = runSockets(context, '*:recv:SHORT', [
    ['pair a b unix', 0],
    ['later a 32', 0],
    ['recv b 65536'],
    ['recv b 65536 dontwait'],
  ]);
  const [first = 0, second = 0] = returned(result, 'recv');
  assert.ok(first >= 1 && first <= 16, `${first}`);
  assert.deepEqual(reported(result), second < 32 - first ? [first, second] : [first]);
});

for (const [words, faults] of [
  ['in', 3],
  ['edges', 0],
  ['end', 0],
] as const)
  test(`SHORT cuts ${faults} calls that do not wait when an epoll has been told: ${words}`, {
    skip,
  }, (context) => {
    const server = loopback();
    const { injections } = runSockets(context, '*:SHORT', [
      ...connectionInBackground(`${server}:7001`),
      ['epoll e', 0],
      [`interest e l ${words}`, 0],
      ['send a 1', 1],
      ['send c 2', faults ? 1 : 2],
      ['write c 2', faults ? 1 : 2],
      ['send a 2 dontwait', faults ? 1 : 2],
      ['send a 2', 1],
    ]);
    assert.equal(injections.length, faults + 1);
  });

test('SHORT of a message that comes while it is waited for is a fault where some of it is left', {
  skip,
}, (context) => {
  const server = loopback();
  const result = runSockets(context, `tcp4://${server}:7001:recv:SHORT`, [
    ...connection(`${server}:7001`),
    ['send a 1', 1],
    ['repeat 20 recv c 4 dontwait'],
    ['recv c 4 oob', '-EINVAL'],
    ['send a 4', 4],
    ['repeat 20 recv c 4 dontwait'],
  ]);
  assert.deepEqual(reported(result).length, returned(result, 'recv').filter((part) => part > 0).length - 2);
});

test('a pointer to an offset that nobody may read is refused by the kernel, whatever befalls the call', {
  skip,
}, (context) => {
  for (const effect of ['SHORT', 'THROTTLE:1MiB/s', 'QUOTA:1MiB'])
    runSteps(context, `$/y:write:${effect}`, [
      ['create a $/x', 0],
      ['write a 10', 10],
      ['create b $/y', 0],
      ['sendfile a b 100 wild', '-EFAULT'],
    ]);
});

for (const [pipe, effect, steps, faults] of [
  ['pipe a b', 'TORN', [['write b 4096', 4096], ['write b 16', 16], ['write b 12288']], 1],
  ['pipe a b', 'SHORT', [['write b 4096', 4096], ['read a 4096']], 1],
  [
    'pipe a b nonblocking',
    'SHORT',
    [
      ['write b 16384', 16384],
      ['read a 4096', 4096],
    ],
    0,
  ],
] as const)
  test(`${effect} leaves whole what goes as a whole through: ${pipe}`, {
    skip,
  }, (context) => {
    const result = runSteps(context, `*:${effect}`, [[pipe, 0], ...steps]);
    assert.equal(result.injections.length, faults);
    if (effect === 'TORN') assert.ok([4096, 8192].includes(reported(result)[0] ?? 0));
  });

test('SHORT and TORN leave the blocks of direct transfers whole', {
  skip: glibc.missing ?? (usual === glibc ? undefined : 'dd is of glibc'),
}, (context) => {
  const trial = {
    ...{ rules: '$/in:read:SHORT@0.5\n$/out:write:TORN@0.5', program: '/usr/bin/dd' },
    args: ['if=in', 'of=out', 'bs=64k', 'iflag=direct,fullblock', 'oflag=direct'],
    prepare: ({ work }: Place) => writeFileSync(join(work, 'in'), Buffer.alloc(1 << 20, 'direct transfers')),
  };
  if (start(place(context), 'dd', { ...trial, bare: true }).status !== 0)
    return context.skip('none on this file system');
  const result = run(context, 'dd', trial);
  assert.ok(result.injections.length > 0);
  assert.ok(reported(result).every((part) => part % 4096 === 0));
  assert.ok(readFileSync(join(result.work, 'out')).equals(readFileSync(join(result.work, 'in'))));
});
