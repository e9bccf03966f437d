import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc, musl, shipped, unemulated, usual } from './build.ts';
import { countsOf, fill, place, recorded, run, start } from './probe.ts';

const skip = glibc.missing;

test('four threads on files of their own have the same faults in every run', { skip }, (context) => {
  const said = (seed: number) =>
    run(context, 'threads', { rules: '$:fsync:EIO@0.5', args: ['4', '200'], seed }).lines.join('\n');
  const first = said(9);
  for (let i = 0; i < 20; i++) assert.equal(said(9), first);
  assert.notEqual(said(10), first);
  assert.equal(new Set(first.split('\n')).size, 4, 'each thread has dice of its own');
});

test('a thread that begins when another has ended has dice of its own', { skip }, (context) => {
  const said = () =>
    run(context, 'threads', { rules: '$:fsync:EIO@0.5', args: ['5', '100', 'in-turn'], seed: 9 }).lines.join('\n');
  const first = said();
  assert.equal(said(), first);
  assert.equal(new Set(first.split('\n')).size, 5);
});

test("a thread that makes no call, and when threads end, changes nobody's dice", { skip }, (context) => {
  const libraries = ['process', 'io'];
  const args = ['100', '5', 'quiet'];
  const said = () =>
    run(context, 'threads', { libraries, rules: { io: '$:fsync:EIO@0.5' }, args, seed: 9 }).lines.join('\n');
  const first = said();
  for (let i = 0; i < 10; i++) assert.equal(said(), first);
});

for (const libraries of [['process', 'io'], ['io']])
  test(`the two thousandth thread has dice of its own: ${libraries}`, { skip }, (context) => {
    const { lines } = run(context, 'threads', {
      ...{ libraries, rules: { io: '$:fsync:EIO@0.3' }, args: ['2000', '1', 'in-turn'] },
    });
    for (const part of [lines.slice(0, 600), lines.slice(600, 1200), lines.slice(1200)]) {
      const share = part.filter((line) => line === '1').length / part.length;
      assert.ok(share > 0.2 && share < 0.4, `${share} of ${part.length}`);
    }
  });

for (const libraries of [['process', 'io'], ['io', 'process'], ['io']])
  test(`threads that are the first to make calls in a child of fork, and the one that is left there, meet the rules: ${libraries}`, {
    skip,
  }, (context) => {
    const said = () => {
      const result = run(context, 'threads', {
        ...{ libraries, rules: { io: '$:fsync:EIO@p=0.5,id=x' }, args: ['40', '20', 'children'], seed: 9 },
      });
      assert.deepEqual(countsOf(result, 'x'), { matched: 40 * 6 * 20, injected: result.injections.length });
      return result.lines.join('\n');
    };
    const first = said();
    assert.equal(first.split('\n').length, 40 * 6);
    // QEMU makes up what /proc tells of a process, by which a library that came first knows the others' records.
    if (libraries.length > 1 && !usual.emulated) for (let i = 0; i < 3; i++) assert.equal(said(), first);
  });

test('a handler that leaps out of the first calls of a child of fork leaves the rules to it', { skip }, (context) => {
  assert.deepEqual(run(context, 'leap', { rules: '$:fsync:EIO', args: ['100'] }).lines, ['passed 0']);
});

test('a child of fork whose system calls are trapped by a filter lives through its first call', {
  skip: usual.libc === 'glibc' ? unemulated('has no filters') : "musl's headers know no filters",
}, (context) => {
  assert.deepEqual(run(context, 'trapped', { rules: '$:fsync:EIO' }).lines, ['-1 1']);
});

test('a thread that is given the storage of one that forked and ended takes part in changes of the rules', {
  skip: skip ?? unemulated('makes up what /proc says of threads'),
}, (context) => {
  const at = place(context);
  fill(at, { time: '*:getres:LATENCY:1ms' });
  writeFileSync(join(at.run, 'next.conf'), '*:OFFSET:-2s\n');
  const environment = { CHAOS_CONFIG_DIR: at.run };
  const { lines } = start(at, 'reused', { libraries: ['time'], args: [at.run], environment });
  assert.deepEqual(lines, ['storage 1', 'backwards 0']);
});

test('calls and faults of many threads are all counted', { skip }, (context) => {
  const { lines, process, injections, telemetry } = run(context, 'threads', {
    rules: '$:fsync:EIO@0.5',
    args: ['60', '500'],
  });
  const failed = lines.join('').replaceAll('0', '').length;
  assert.equal(process.calls.get('fsync'), 60 * 500);
  assert.deepEqual([injections.length, telemetry.dropped], [failed, 0]);
  assert.equal(new Set(injections.map(({ tid }) => tid)).size, 60);
});

test('each thread numbers the calls that a rule matches in it, and all of them add up', { skip }, (context) => {
  const result = run(context, 'threads', { rules: '$:fsync:EIO@p=0.5,id=half', args: ['60', '500'] });
  const threads = [...new Set(result.injections.map(({ tid }) => tid))];
  const failures = threads.map((thread) =>
    result.injections.filter(({ tid }) => tid === thread).map(({ ordinal }) => ordinal),
  );
  const said = result.lines.map((line) => [...line.matchAll(/1/g)].map(({ index }) => index + 1));
  assert.deepEqual(failures.map(String).sort(), said.map(String).sort());
  assert.deepEqual(countsOf(result, 'half'), { matched: 60 * 500, injected: result.injections.length });
});

test('more rules than a thread has places for are each counted in full', { skip }, (context) => {
  const names = Array.from({ length: 100 }, (_, i) => `${i}`);
  const result = run(context, 'steps', {
    rules: names.map((name) => `$/${name}:fsync:EIO@p=0,id=r${name}`).join('\n'),
    args: names.flatMap((name) => [`create a ${name}`, 'fsync a', 'fsync a', 'fsync a']),
  });
  for (const name of names) assert.deepEqual(countsOf(result, `r${name}`), { matched: 3, injected: 0 });
});

for (const toolchain of [glibc, musl])
  for (const [rules, failures] of [
    ['/nowhere:EIO', 0],
    ['$:fsync:EIO\n$:pwrite:TORN', 1000],
    ['$:unlink:EIO@0.5\n$:fsync:LATENCY:1\n$:pread:CORRUPT', undefined],
  ] as const)
    test(`${toolchain.libc}: a thousand threads with stacks of 16 KiB have room (${rules.split('\n')[0]})`, {
      skip: toolchain.missing,
    }, (context) => {
      const bare = start(place(context), 'stacks', { toolchain, bare: true });
      if (bare.status !== 0) return context.skip(`not even without the library: ${bare.lines.at(-1)}`);
      const { lines, injections } = run(context, 'stacks', { rules, toolchain });
      const failed = Number(lines[0]?.split(' ')[0]);
      assert.equal(lines[0]?.split(' ').at(-1), '6000');
      if (failures !== undefined) assert.equal(failed, failures);
      assert.equal(injections.filter(({ effect }) => effect === 'ERRNO').length, failed);
    });

test('a signal handler may write while a fault is under way', { skip }, (context) => {
  const { lines, injections, process } = run(context, 'signals', {
    rules: '$:write:EIO@0.5\n$:fsync:LATENCY:100us\n$:pwrite:LATENCY:200us@0.5\n$:pread:EIO@0.01',
  });
  const said = new Map(lines.map((line) => [line.replace(/ \d+$/, ''), Number(line.split(' ').at(-1))]));
  const handled = said.get('handled') ?? 0;
  assert.ok(handled > 50, lines.join('\n'));
  assert.equal(said.get('spoiled'), 0);
  assert.ok((said.get('handler failed') ?? 0) > handled / 4);
  assert.equal(process.calls.get('write'), handled);
  assert.equal(process.calls.get('fsync'), handled);
  const errors = injections.filter(({ effect }) => effect === 'ERRNO').length;
  assert.equal(errors, (said.get('handler failed') ?? 0) + (said.get('failed') ?? 0));
});

const TOOLCHAINS = { glibc, 'glibc, as shipped': shipped, musl };

for (const [name, toolchain] of Object.entries(TOOLCHAINS))
  for (const how of ['read', 'write'])
    for (const rules of ['/nowhere:fsync:EIO', '/nowhere:EIO', '*:EIO@0', '*:LATENCY:1ms'])
      test(`${name}: a blocked ${how} can be cancelled, and cleans up (${rules})`, {
        skip: toolchain.missing,
      }, (context) => {
        const { lines } = run(context, 'cancel', { rules, toolchain, args: [how] });
        assert.deepEqual(lines, ['cleaned 12', 'afterwards 1']);
      });

for (const [name, toolchain] of Object.entries(TOOLCHAINS))
  for (const rules of ['/nowhere:fsync:EIO', '*:EIO@0', '*:LATENCY:1us', '*:TORN\n*:SHORT\n*:CORRUPT'])
    test(`${name}: every call can be cancelled as without the library, and cleans up (${rules})`, {
      skip: toolchain.missing,
    }, (context) => {
      const at = place(context);
      const bare = start(at, 'symbol', { toolchain, args: [at.work, 'cancel'], bare: true });
      const { lines } = run(context, 'symbol', { rules, toolchain, args: ['.', 'cancel'] });
      const there = new Set(bare.lines.map((line) => line.split(' ')[0]));
      assert.deepEqual(
        lines.filter((line) => there.has(line.split(' ')[0])),
        bare.lines,
      );
      assert.ok(lines.length > 100 && lines.filter((line) => line.endsWith('cancelled, cleaned 12')).length > 30);
      assert.ok(lines.every((line) => / (cancelled, cleaned 12|returned, cleaned 0)$/.test(line)));
    });

test('rules that change a hundred times a second under eight busy threads', { skip }, (context) => {
  for (const asRun of [true, false]) {
    const at = place(context);
    if (asRun) fill(at, '');
    else writeFileSync(join(at.run, 'io.conf'), '');
    const environment = { CHAOS_CONFIG_DIR: at.run, CHAOS_RELOAD_MS: '1' };
    const result = start(at, 'storm', { args: [at.run, '2000'], environment });
    assert.deepEqual([result.status, result.signal, result.stderr], [0, null, '']);
    const said = new Map(result.lines.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
    assert.ok((said.get('changes') ?? 0) > 100, result.lines.join('\n'));
    assert.ok((said.get('EIO') ?? 0) > 100 && (said.get('ENOSPC') ?? 0) > 100, result.lines.join('\n'));
    assert.equal(said.get('others'), 0);
    assert.ok((said.get('grown') ?? 0) < 800, `old rules are given back: ${said.get('grown')} KiB more`);
    if (!asRun) continue;
    const { telemetry, injections } = recorded(result);
    const seen = injections.filter(({ value, effect }) => effect === 'ERRNO' && value === 5n).length;
    assert.ok(seen + telemetry.dropped >= (said.get('EIO') ?? 0));
    assert.ok(readFileSync(join(at.run, 'telemetry')).length < 256 << 20);
  }
});
