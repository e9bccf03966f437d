import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, readSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { readTelemetry } from '../../src/run/directory.ts';
import { segments } from '../../src/telemetry/segment.ts';
import { probeProgram, unemulated, usual } from './build.ts';
import { countsOf, errno, fill, type Place, place, type Recorded, type Result, recorded, start } from './probe.ts';
import { refused } from './refuse.ts';
import { noStrace, straced } from './strace.ts';

const skip = usual.missing;
const HEADER = 512 * 1024;

/** Of the telemetry of a run: how many bytes were claimed behind the header, and how many processes found no room. */
function told(at: Place): { claimed: number; lost: number } {
  const header = Buffer.alloc(64);
  const file = openSync(join(at.run, 'telemetry'), 'r');
  readSync(file, header, 0, 64, 0);
  closeSync(file);
  const [claimed, lost] = [16, 32].map((offset) => Number(header.readBigUInt64LE(offset)));
  return { claimed: Number(claimed) - HEADER, lost: Number(lost) };
}

test('where disk space cannot be reserved the record is written with zeros first', { skip }, (context) => {
  const at = place(context);
  fill(at, '$:fsync:EIO@id=it');
  const ended = refused(at, [`fallocate:${errno('EOPNOTSUPP')}`], 'io', 'threads', ['4', '500']);
  assert.deepEqual([ended.status, ended.stderr], [0, '']);
  const result = recorded(ended);
  assert.deepEqual(countsOf(result, 'it'), { matched: 2000, injected: 2000 });
  assert.deepEqual([result.injections.length, result.telemetry.dropped], [2000, 0]);
});

test('where pages are said to be wiped on fork and are not, a child counts for itself', { skip }, (context) => {
  const at = place(context);
  fill(at, '$/file:fsync:EIO@times=2,id=it');
  // As QEMU answers programs that it emulates: with success, whatever is asked for.
  const result = recorded(refused(at, ['madvise:0'], 'io', 'family', ['fork']));
  assert.deepEqual([result.status, result.stderr], [0, '']);
  assert.deepEqual(
    result.telemetry.processes.map(({ forked, calls }) => [forked, calls.get('fsync')]),
    [
      [false, 6],
      [true, 3],
    ],
  );
  assert.deepEqual(countsOf(result, 'it'), { matched: 9, injected: 4 });
});

test('there, too, all goes well when four threads of a child call at once', { skip }, (context) => {
  for (const rule of ['*:write:EIO@0', '/nowhere:write:EIO']) {
    const at = place(context);
    fill(at, rule);
    assert.deepEqual(refused(at, ['madvise:0'], 'io', 'crowd', []).lines, ['killed 0']);
  }
});

test('where no disk space can be had the program runs under its rules, and is counted', { skip }, (context) => {
  const at = place(context);
  fill(at, '$:fsync:EIO');
  const full = [`fallocate:${errno('ENOSPC')}`, `pwrite64:${errno('ENOSPC')}`];
  const { status, lines, stderr } = refused(at, full, 'io', 'threads', ['1', '10']);
  assert.deepEqual([status, lines, stderr], [0, ['1111111111'], '']);
  assert.deepEqual(told(at), { claimed: 0, lost: 1 });
});

/** Starts a program of 20 threads that may let no file grow beyond the telemetry's header and so many bytes. */
function boundedCommand(bytes: number, ...before: string[]): [program: string, ...args: string[]] {
  const words = [...before, '/usr/bin/env', `LD_PRELOAD=${usual.object('io')}`, probeProgram('threads'), '20', '1000'];
  return ['/bin/sh', '-c', `ulimit -f ${(HEADER + bytes) / 512}; exec "$@"`, 'sh', ...words];
}

function bounded(context: TestContext, bytes: number, ...before: string[]): Result {
  const at = place(context);
  fill(at, '$:fsync:EIO@id=it');
  const [program, ...args] = boundedCommand(bytes, ...before);
  const ended = start(at, 'sh', {
    ...{ program, args },
    bare: true,
    environment: { CHAOS_CONFIG_DIR: at.run },
  });
  assert.deepEqual([ended.status, ended.signal, ended.stderr], [0, null, '']);
  assert.deepEqual(new Set(ended.lines), new Set(['1'.repeat(1000)]));
  return ended;
}

/** Whether all that happened there was counted, and some of it recorded, without a claim beyond the limit. */
function countedWithin(ended: Result, bytes: number): void {
  const result = recorded(ended);
  assert.deepEqual(countsOf(result, 'it'), { matched: 20_000, injected: 20_000 });
  assert.ok(result.injections.length > 100, `${result.injections.length} recorded`);
  assert.equal(result.injections.length + result.telemetry.dropped, 20_000);
  const { claimed, lost } = told(ended);
  assert.ok(claimed <= bytes, `${claimed} bytes claimed, ${bytes} allowed`);
  assert.equal(lost, 0);
}

test('a limit on the size of files does not kill the program, and ends the record', { skip }, (context) => {
  countedWithin(bounded(context, 128 * 1024), 128 * 1024);
  assert.deepEqual(told(bounded(context, 4096)), { claimed: 0, lost: 1 });
});

test('where there is no room it is not looked for at each call', { skip: skip ?? noStrace }, (context) => {
  const at = place(context);
  fill(at, '$:fsync:EIO@id=it');
  const looked = straced(at, undefined, boundedCommand(128 * 1024), ['-f', '-e', 'trace=prlimit64']);
  const { telemetry } = recorded({ ...at, status: 0, signal: null, lines: [], stderr: '' });
  assert.ok(telemetry.dropped > 18_000, `${telemetry.dropped} dropped`);
  assert.ok(looked.length < 2000, `looked ${looked.length} times`);
});

test('threads that wait for the disk at the same time do not use up the room for each other', {
  skip: unemulated('knows no filters'),
}, (context) => {
  countedWithin(bounded(context, 128 * 1024, probeProgram('refuse'), 'fallocate:late', '--'), 128 * 1024);
});

/** What was recorded of a probe in whose run each piece of the telemetry takes 20 ms to make. */
function delayed(context: TestContext, probe: string, ...args: string[]): Recorded {
  const at = place(context);
  fill(at, '$:fsync:EIO@id=it');
  const ended = refused(at, ['fallocate:late'], 'io', probe, args);
  assert.deepEqual([ended.status, ended.stderr], [0, '']);
  return recorded(ended);
}

test('threads that need room at the same time make one piece for all', {
  skip: unemulated('knows no filters'),
}, (context) => {
  const result = delayed(context, 'threads', '20', '1000');
  assert.deepEqual([result.injections.length, result.telemetry.dropped], [20_000, 0]);
  const bytes = readTelemetry(result.run);
  const pieces = [...segments((offset, length) => bytes.subarray(offset, offset + length), bytes.byteLength)];
  assert.ok(pieces.length < 12, `${pieces.length} pieces`);
});

for (const [what, how, said] of [
  ['a thread never goes on', 'jumps', ['slow']],
  ['a handler of a signal needs one, too', 'syncs', ['fast']],
  ['the process forks', 'forks', ['fast', 'fast']],
] as const)
  test(`while a piece is made ${what}, and nothing is lost`, {
    skip: unemulated('knows no filters'),
  }, (context) => {
    const result = delayed(context, 'turns', how);
    assert.deepEqual(
      result.lines.map((line) => line.split(' ')[1]),
      said,
    );
    const syncs = result.lines.reduce((sum, line) => sum + Number(line.split(' ')[0]), 0);
    assert.deepEqual(countsOf(result, 'it'), { matched: syncs, injected: syncs });
    const unfinished = how === 'jumps' ? 1 : 0;
    assert.deepEqual([result.injections.length, result.telemetry.dropped], [syncs - unfinished, 0]);
  });

/** A rule text of many lines, of which the last one is about what the probe does. */
const MANY = `${Array.from({ length: 10_000 }, (_, i) => `/nowhere/${i}:EIO\n`).join('')}$:fsync:EIO`;

/** How a program runs to which the kernel refuses so many bytes of memory. */
function cramped(context: TestContext, bytes: string, rules: string): { lines: string[]; stderr: string } {
  const at = place(context);
  fill(at, rules);
  // Private and anonymous: what the loader and the libc map of files stays as it is.
  const ended = refused(at, [`mmap,3=34,${bytes}:${errno('ENOMEM')}`], 'io', 'steps', [
    'create a x',
    'repeat 3 fsync a',
  ]);
  assert.equal(ended.status, 0, ended.stderr);
  return { lines: ended.lines, stderr: ended.stderr.replaceAll(at.run, '%') };
}

test('where there is no memory for the rules there are no faults, and one line says so', {
  skip: unemulated('needs the memory itself'),
}, (context) => {
  const faulty = ['create 0', ...Array(3).fill('fsync -EIO')];
  const unharmed = ['create 0', ...Array(3).fill('fsync 0')];
  const complaint = 'chaos-io: %/io.conf: there is no memory for it; no faults are injected\n';
  const seen = new Set<string>();
  for (let bytes = 2 ** 17; bytes <= 2 ** 26; bytes *= 2) {
    const { lines, stderr } = cramped(context, `1>${bytes}`, MANY);
    seen.add(stderr);
    assert.deepEqual([lines, stderr], stderr ? [unharmed, complaint] : [faulty, ''], `${bytes}`);
  }
  assert.deepEqual([...seen], [complaint, '']);
  // Not even for the knowledge that there are none.
  assert.deepEqual(cramped(context, '1>8192,1<12288', '$:fsync:EIO'), { lines: unharmed, stderr: complaint });
});

test('a text that is too large is told as such', { skip }, (context) => {
  const at = place(context);
  fill(at, '$:fsync:EIO');
  truncateSync(join(at.run, 'io.conf'), (64 << 20) + 1);
  const environment = { CHAOS_CONFIG_DIR: at.run };
  const { lines, stderr } = start(at, 'steps', { args: ['create a x', 'fsync a'], environment });
  assert.deepEqual(lines, ['create 0', 'fsync 0']);
  assert.match(stderr, /^chaos-io: \S+io\.conf: it is larger than 64 MiB; no faults are injected\n$/);
});

test('on a kernel that cannot wipe memory on fork, rules hold and calls are counted', { skip }, (context) => {
  const at = place(context);
  fill(at, '$:fsync:EIO@id=it');
  const result = recorded(refused(at, [`madvise,2=18:${errno('EINVAL')}`], 'io', 'threads', ['4', '50']));
  assert.deepEqual([result.status, countsOf(result, 'it')], [0, { matched: 200, injected: 200 }]);
  assert.equal(result.process.calls.get('fsync'), 200);
});

test('where the control page has no counter left, each process counts for itself', { skip }, (context) => {
  const at = place(context);
  fill(at, '$:fsync:EIO@budget=2,id=it');
  const control = readFileSync(join(at.run, 'control'));
  for (let i = 128; i < control.length; i += 16) control.writeBigUInt64LE(1n, i);
  writeFileSync(join(at.run, 'control'), control);
  for (const round of [1, 2]) {
    const { lines } = start(at, 'steps', {
      args: ['create a x', 'repeat 3 fsync a'],
      environment: { CHAOS_CONFIG_DIR: at.run },
    });
    assert.deepEqual(lines, ['create 0', 'fsync -EIO', 'fsync -EIO', 'fsync 0'], `round ${round}`);
  }
});

test('a parent that the telemetry knows no more is none', { skip }, (context) => {
  const keys = [0, 2 ** 31, 1].map((unit) => {
    const at = place(context);
    fill(at, '$:fsync:EIO');
    const file = openSync(join(at.run, 'telemetry'), 'r+');
    // In a container the parent is who runs the program there.
    const offsets = new Uint32Array(65_536).fill(unit);
    writeSync(file, Buffer.from(offsets.buffer), 0, offsets.byteLength, 64);
    closeSync(file);
    const result = recorded(start(at, 'steps', { args: ['create a x'], environment: { CHAOS_CONFIG_DIR: at.run } }));
    return result.process.key;
  });
  assert.equal(new Set(keys).size, 1);
});
