import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { probeProgram, usual } from './build.ts';
import { countsOf, place, type Recorded, run, start } from './probe.ts';
import { connection, loopback, POLLHUP, POLLIN, POLLNVAL, runSockets } from './sockets.ts';
import { runSteps, type Steps } from './steps.ts';

const skip = usual.missing;

/** Ten reads of a file under a rule; which of them failed, from 1. */
function failures(result: Recorded, step = 'fsync'): number[] {
  return result.lines
    .filter((line) => line.startsWith(`${step} `))
    .flatMap((line, i) => (line === `${step} -EIO` ? [i + 1] : []));
}

const SYNCS: Steps = [['create a $/file', 0], ['repeat 10 fsync a']];

for (const [policy, failed, why] of [
  ['EIO', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'without a policy every call fails'],
  ['EIO@0', [], 'a probability of 0 is never'],
  ['EIO@after=7', [8, 9, 10], 'after lets the first calls pass'],
  ['EIO@after=0', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'after 0 calls is at once'],
  ['EIO@every=3', [3, 6, 9], 'every counts from the first call'],
  ['EIO@every=3,after=2', [5, 8], 'and begins behind after'],
  ['EIO@nth=1|4|12', [1, 4], 'nth lists the calls'],
  ['EIO@times=3', [1, 2, 3], 'times limits the injections'],
  ['EIO@every=2,times=2', [2, 4], 'times counts what fired'],
  ['EIO@budget=4', [1, 2, 3, 4], 'a budget limits the injections of the run'],
  ['FAIL_AFTER:EIO,6', [7, 8, 9, 10], 'FAIL_AFTER passes N calls'],
  ['FAIL_AFTER:EIO,0', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'or none'],
  ['FAIL_AFTER:EIO,6@times=2', [7, 8], 'and obeys the policy'],
] as const)
  test(`${policy}: ${why}`, { skip }, (context) => {
    const rule =
      policy.includes('@') && !policy.endsWith('@0')
        ? `${policy},id=it`
        : `${policy.replace(/@0$/, '')}@p=${policy.endsWith('@0') ? 0 : 1},id=it`;
    const result = runSteps(context, `$/file:fsync:${rule}`, SYNCS);
    assert.deepEqual(failures(result), failed);
    assert.deepEqual(countsOf(result, 'it'), { matched: 10, injected: failed.length });
    assert.deepEqual(
      result.injections.map(({ ordinal }) => ordinal),
      failed,
    );
  });

for (const limit of ['times', 'budget']) {
  test(`${limit}: what could not cut a call, or came behind an error, is none of it`, { skip }, (context) => {
    const rules = `$/*:read:SHORT@${limit}=1,id=it\n$/*:read:EIO@nth=3`;
    const prepare = ({ work }: { work: string }) => {
      writeFileSync(join(work, 'one'), 'a');
      writeFileSync(join(work, 'six'), 'abcdef');
    };
    const steps: Steps = [
      ['open a $/one', 0],
      ['read a 9', 1],
      ['read a 9', 0],
      ['open b $/six', 0],
    ];
    const result = runSteps(context, rules, [...steps, ['read b 9', '-EIO'], ['read b 9'], ['read b 9']], { prepare });
    assert.deepEqual(countsOf(result, 'it'), { matched: 5, injected: 1 });
    assert.ok(result.lines.at(-2) !== 'read 6', result.lines.join());
  });

  test(`${limit}: what could not befall a socket is none of it`, { skip }, (context) => {
    const server = loopback();
    const result = runSockets(context, `*:poll:EINTR@${limit}=1,id=it`, [
      ['pair a b unix', 0],
      ['rawclose a', 0],
      ['poll a in 0', POLLNVAL],
      ['poll b in 0', '-EINTR'],
      ['poll b in 0', POLLIN | POLLHUP],
    ]);
    assert.deepEqual(countsOf(result, 'it'), { matched: 3, injected: 1 });
    const reset = runSockets(context, `tcp4://*:*:recv:RESET@${limit}=2,id=it`, [
      ...connection(`${server}:7001`),
      ['socket d tcp', 0],
      [`connect d ${server}:7001`, 0],
      ['accept l b', 0],
      ['recv c 9', '-ECONNRESET'],
      ['recv c 9', '-ECONNRESET'],
      ['recv d 9', '-ECONNRESET'],
    ]);
    assert.equal(countsOf(reset, 'it')?.injected, 2);
  });

  test(`${limit}: what is held by a call that cannot feel it is free again afterwards`, { skip }, (context) => {
    const result = run(context, 'held', { libraries: ['net'], rules: { net: `*:recv:SHORT@${limit}=1,id=it` } });
    assert.deepEqual(result.lines.slice(0, 3), ['ten 10', 'ten 10', 'one 1']);
    assert.deepEqual(countsOf(result, 'it'), { matched: 4, injected: 1 });
  });

  test(`${limit}: where there is nothing to limit, to slow down or to change, no hit is lost`, { skip }, (context) => {
    const memory = run(context, 'memory', {
      ...{ libraries: ['memory'], rules: { memory: `malloc:LIMIT:1MiB@${limit}=1,id=it` } },
      args: ['malloc a 1000', 'malloc b 1000', 'malloc c 2000000', 'malloc d 2000000'],
    });
    assert.deepEqual(countsOf(memory, 'it')?.injected, 1, memory.lines.join());
    const disk = runSteps(context, `$/x:write:QUOTA:10@${limit}=1,id=it`, [
      ['create a $/x', 0],
      ['write a 4', 4],
      ['write a 4', 4],
      ['write a 4', 2],
      ['write a 4', 4],
    ]);
    assert.equal(countsOf(disk, 'it')?.injected, 1);
    const slow = runSockets(context, `*:recv:THROTTLE:1KiB/s@${limit}=1,id=it`, [
      ['pair a b unix', 0],
      ['recv b 9 dontwait', '-EAGAIN'],
      ['send a 9', 9],
      ['recv b 9', 9],
    ]);
    assert.equal(countsOf(slow, 'it')?.injected, 1);
  });
}

test('of ERRNO and FAIL_AFTER the rule with the most specific selector decides', { skip }, (context) => {
  runSteps(context, '$:fsync:EIO\n$/file:fsync:FAIL_AFTER:EDQUOT,1\n$/spared:fsync:FAIL_AFTER:EDQUOT,0@p=0', [
    ['create a $/file', 0],
    ['fsync a', 0],
    ['fsync a', '-EDQUOT'],
    ['create a $/spared', 0],
    ['fsync a', 0],
    ['create a $/another', 0],
    ['fsync a', '-EIO'],
  ]);
});

test('FAIL_AFTER counts each operation for itself', { skip }, (context) => {
  runSteps(context, '$/file:FAIL_AFTER:EIO,2', [
    ['open a $/file', '-ENOENT'],
    ['create a $/file', 0],
    ['write a', 1],
    ['fsync a', 0],
    ['write a', 1],
    ['fsync a', 0],
    ['write a', '-EIO'],
    ['fsync a', '-EIO'],
    ['open b $/file', '-EIO'],
  ]);
});

for (const limit of ['times', 'budget'])
  test(`${limit} counts what FAIL_AFTER did to all operations together`, { skip }, (context) => {
    runSteps(context, `$/file:FAIL_AFTER:EIO,1@${limit}=2`, [
      ['create a $/file', 0],
      ['write a', 1],
      ['fsync a', 0],
      ['write a', '-EIO'],
      ['fsync a', '-EIO'],
      ['write a', 1],
      ['open b $/file', 0],
    ]);
  });

test('times and after count the matching calls alone', { skip }, (context) => {
  runSteps(context, '$/file:fsync:EIO@after=1,times=1', [
    ['create a $/file', 0],
    ['create b $/other', 0],
    ['repeat 5 fsync b', 0],
    ['fsync a', 0],
    ['fsync a', '-EIO'],
    ['repeat 3 fsync a', 0],
  ]);
});

test('from and until bound a window since the start of the process', { skip }, (context) => {
  runSteps(context, '$/file:fsync:EIO@from=150ms,until=600ms', [
    ['create a $/file', 0],
    ['fsync a', 0],
    ['sleep 250', 0],
    ['fsync a', '-EIO'],
    ['sleep 500', 0],
    ['fsync a', 0],
  ]);
});

test('exe narrows to programs by their base name', { skip }, (context) => {
  const name = basename(probeProgram('steps'));
  for (const [pattern, fails] of [
    [name, true],
    ['st*', true],
    ['*s', true],
    ['?teps', true],
    ['tep', false],
    ['git', false],
    ['st', false],
  ] as const)
    runSteps(context, `$/file:fsync:EIO@exe=${pattern}`, [
      ['create a $/file', 0],
      ['fsync a', fails ? '-EIO' : 0],
    ]);
});

test('site narrows to one place of the program', { skip }, (context) => {
  const steps: Steps = [['create a $/file', 0], ['write a'], ['fsync a']];
  const [write] = runSteps(context, '$/file:write:EIO', steps).injections;
  assert.ok(write?.site);
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(`${basename(write.site.module)}+0x${write.site.offset.toString(16)}`))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  for (const [site, fails] of [
    [hash, true],
    [hash + 1n, false],
  ] as const)
    runSteps(context, `$/file:EIO@site=${site.toString(16)}`, [
      ['create a $/file', 0],
      ['write a', fails ? '-EIO' : 1],
      ['fsync a', 0],
    ]);
});

test('an id names the rule in the record, library and line name the others', { skip }, (context) => {
  const result = runSteps(context, '# first\n$/file:fsync:EIO@id=wal.sync\n\n$/file:write:EIO', [
    ['create a $/file', 0],
    ['fsync a', '-EIO'],
    ['write a', '-EIO'],
  ]);
  assert.deepEqual(countsOf(result, 'wal.sync'), { matched: 1, injected: 1 });
  assert.deepEqual(countsOf(result, 'io:4'), { matched: 1, injected: 1 });
});

test('a delay comes before the failure, and both are recorded', { skip }, (context) => {
  const result = runSteps(context, '$/file:fsync:EIO\n$:fsync:LATENCY:30ms', [
    ['create a $/file', 0],
    ['fsync a', '-EIO'],
  ]);
  const [first, second] = result.injections;
  assert.deepEqual([first?.effect, second?.effect], ['LATENCY', 'ERRNO']);
  assert.equal(first?.target, `${result.work}/file`);
});

for (const [delay, least, most] of [
  ['20', 20, 20],
  ['0.02s', 20, 20],
  ['uniform(5ms,15ms)', 5, 15],
  ['normal(10ms,1ms)', 4, 16],
  ['pareto(2ms,8)', 2, 200],
] as const)
  test(`a delay of ${delay} is waited and recorded`, { skip }, (context) => {
    const began = process.hrtime.bigint();
    const result = runSteps(context, `$/file:fsync:LATENCY:${delay}`, SYNCS);
    const tookNs = process.hrtime.bigint() - began;
    const waited = result.injections.map(({ value }) => Number(value) / 1e6);
    assert.equal(waited.length, 10);
    assert.ok(
      waited.every((ms) => ms >= least && ms <= most),
      waited.join(' '),
    );
    assert.ok(Number(tookNs) / 1e6 >= waited.reduce((sum, ms) => sum + ms));
    const [counts] = result.process.rules.values();
    assert.equal(counts?.addedLatencyNs, Math.round(waited.reduce((sum, ms) => sum + ms) * 1e6));
  });

test('which of its calls chance hits, and their numbers, do not follow from how many other rules match', {
  skip,
}, (context) => {
  const names = Array.from({ length: 48 }, (_, i) => `${i}`);
  const rule = (name: string) => `$/${name}:unlink:EIO@p=0.3,id=${name}`;
  const steps = Array.from({ length: 20 }, () => names.map((name) => [`unlink ${name}`] as const)).flat();
  const hitsOf = (rules: string[], name: string) =>
    runSteps(context, rules.map(rule).join('\n'), steps)
      .injections.filter(({ target }) => basename(target) === name)
      .map(({ ordinal }) => Number(ordinal));
  const all = runSteps(context, names.map(rule).join('\n'), steps).injections;
  for (const name of ['0', '17', '33', '47']) {
    const hits = all.filter(({ target }) => basename(target) === name).map(({ ordinal }) => Number(ordinal));
    assert.ok(hits.length > 0 && hits.every((ordinal) => ordinal <= 20), `${name}: ${hits}`);
    assert.deepEqual(hitsOf([name], name), hits, name);
  }
  assert.ok(all.every(({ ordinal }) => ordinal <= 20));
});

test('each effect of a rule has its own chance and budget', { skip }, (context) => {
  const result = runSteps(context, '$:write:SHORT@p=0.5,id=it\n$:write:EIO@p=0.5,id=it', [
    ['create a $/file', 0],
    ['repeat 60 write a 9'],
  ]);
  const writes = result.lines.filter((line) => line.startsWith('write ') && line !== 'write 9');
  const failed = writes.filter((line) => line === 'write -EIO').length;
  assert.ok(failed > 10 && writes.length - failed > 5, result.lines.join());
  const both = runSteps(context, '$:fsync:LATENCY:1ms@budget=3,id=it\n$:fsync:EIO@budget=3,id=it', SYNCS);
  assert.deepEqual(failures(both), [1, 2, 3]);
  assert.equal(countsOf(both, 'it')?.injected, 6);
});

test('a rule of EINTR leaves the calls that are not interrupted to the next one', { skip }, (context) => {
  runSteps(context, '$:open:EINTR\n$:open:EIO', [
    ['open a $/file', '-EINTR'],
    ['readdir $', '-EIO'],
  ]);
});

test('where there is no room for counts, too, each effect of a rule has numbers of its own', { skip }, (context) => {
  const hits = (...before: string[]) => {
    const at = place(context);
    const rules = [
      ...before.map((id) => `/:unlink:EIO@p=0.5,id=${id}`).map((rule, i) => rule.replace('/', join(at.work, `${i}`))),
    ];
    const both = ['EIO', 'LATENCY:0ms'].map((effect) => `${join(at.work, 'x')}:unlink:${effect}@p=0.5,id=x11`);
    writeFileSync(join(at.run, 'io.conf'), [...rules, ...both].join('\n'));
    const args = [...before.map((_, i) => `unlink ${i}`), 'repeat 40 unlink x'];
    const { lines } = start(at, 'steps', { args, environment: { CHAOS_CONFIG_DIR: at.run } });
    return lines.slice(before.length).join();
  };
  const alone = hits();
  assert.match(alone, /EIO.*ENOENT.*EIO/);
  for (const before of [['f23'], ['f23', 'f59'], Array.from({ length: 30 }, (_, i) => `r${i}`)])
    assert.equal(hits(...before), alone, before.join());
});
