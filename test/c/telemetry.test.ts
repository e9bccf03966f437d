import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { lineKey } from '../../src/compile/key.ts';
import { readTelemetry } from '../../src/run/directory.ts';
import { segments } from '../../src/telemetry/segment.ts';
import { probeProgram, usual } from './build.ts';
import { countsOf, fill, limit, place, recorded, run, start } from './probe.ts';

const skip = usual.missing;
const HEADER = 512 * 1024;

/** A program with 20,000 faults in a run whose telemetry has only so much room. */
function crowded(context: TestContext, prepare: (run: string) => void, at = place(context)) {
  fill(at, '$:fsync:EIO@id=it');
  prepare(at.run);
  const result = start(at, 'threads', { args: ['20', '1000'], environment: { CHAOS_CONFIG_DIR: at.run } });
  assert.deepEqual([result.status, result.signal, result.stderr], [0, null, '']);
  assert.deepEqual(new Set(result.lines), new Set(['1'.repeat(1000)]), 'every call fails all the same');
  return result;
}

test('at its limit the record ends, and says how much is missing', { skip }, (context) => {
  const room = 192 * 1024;
  const result = recorded(crowded(context, (run) => limit(run, HEADER + room)));
  assert.ok(result.injections.length > 500 && result.injections.length < room / 64, `${result.injections.length}`);
  assert.equal(result.injections.length + result.telemetry.dropped, 20_000);
  assert.deepEqual(countsOf(result, 'it'), { matched: 20_000, injected: 20_000 });
  assert.equal(result.process.calls.get('fsync'), 20_000);
  assert.ok(statSync(join(result.run, 'telemetry')).size <= HEADER + room);
});

test('rules and names that find no room are left out, and the faults happen all the same', { skip }, (context) => {
  const at = place(context);
  const names = Array.from({ length: 40 }, (_, i) => `${'long'.repeat(40)}${i}`);
  fill(at, names.map((name, i) => `$/${name}:fsync:EIO@id=r${i}`).join('\n'));
  limit(at.run, HEADER + 8192);
  const args = names.flatMap((name) => [`create a ${name}`, 'fsync a']);
  const result = recorded(start(at, 'steps', { args, environment: { CHAOS_CONFIG_DIR: at.run } }));
  assert.deepEqual(result.lines, Array(40).fill(['create 0', 'fsync -EIO']).flat());
  const { rules, calls } = result.process;
  assert.deepEqual([rules.size, calls.get('fsync')], [32, 40]);
  assert.ok(result.injections.length > 0 && result.injections.length + result.telemetry.dropped === 40);
  assert.equal(result.injections[0]?.target, join(at.work, names[0] ?? ''));
  assert.equal(result.injections.at(-1)?.target, '');
});

for (const [names, begin] of [
  ['short', ''],
  ['long', 'long'.repeat(50)],
] as const)
  test(`calls that no rule selects leave room for faults and their targets: ${names} names`, { skip }, (context) => {
    const at = place(context);
    fill(at, '$/x:fsync:EIO@id=it\n$/none:EIO@id=none');
    limit(at.run, HEADER + 8192);
    const others = Array.from({ length: 10 }, (_, i) => `${begin}${i}`).flatMap((name) => [
      `create a ${name}`,
      'write a it',
      'fsync a',
      'close a',
      `unlink ${name}`,
    ]);
    const args = [...others, 'create a x', 'fsync a', 'fsync a', 'fsync a'];
    const result = recorded(start(at, 'steps', { args, environment: { CHAOS_CONFIG_DIR: at.run } }));
    assert.deepEqual(result.lines.slice(-3), Array(3).fill('fsync -EIO'));
    assert.ok(result.telemetry.samples.length >= 20, `${result.telemetry.samples.length}`);
    assert.deepEqual(
      result.injections.map(({ target }) => target),
      Array(3).fill(join(at.work, 'x')),
    );
    assert.equal(result.telemetry.dropped, 0);
  });

test('the calls of rules of one id are counted for each effect', { skip }, (context) => {
  const { process, status } = run(context, 'steps', {
    rules: '$:LATENCY:1ms@id=both\n$:write:TORN@id=both',
    args: ['create a x', 'write a ten-bytes!', 'fsync a', 'close a'],
  });
  const matched = (effect: string) => process.rules.get(lineKey('both', effect))?.matched;
  assert.deepEqual([status, matched('LATENCY'), matched('TORN')], [0, 4, 1]);
});

test('threads that find no room for counts of their own share those of the process', { skip }, (context) => {
  const at = place(context);
  fill(at, '$:fsync:EIO@p=0,id=never');
  limit(at.run, HEADER + 8192);
  const result = recorded(start(at, 'threads', { args: ['40', '500'], environment: { CHAOS_CONFIG_DIR: at.run } }));
  assert.deepEqual(countsOf(result, 'never'), { matched: 40 * 500, injected: 0 });
});

test('where there is no room for counts, the same calls fail as with room', { skip }, (context) => {
  const names = Array.from({ length: 40 }, (_, i) => `${i}`);
  const rules = names.map((name) => `$/${name}:unlink:EIO@0.5`).join('\n');
  const args = Array.from({ length: 10 }, () => names.map((name) => `unlink ${name}`)).flat();
  const [all, first] = [1 << 20, 8192].map((room) => {
    const at = place(context);
    fill(at, rules);
    limit(at.run, HEADER + room);
    return start(at, 'steps', { args, environment: { CHAOS_CONFIG_DIR: at.run } }).lines;
  });
  assert.deepEqual(first, all);
  assert.deepEqual(new Set(first), new Set(['unlink -EIO', 'unlink -ENOENT']));
});

test('rules and threads that find no room in the home of their process have it elsewhere', { skip }, (context) => {
  const names = Array.from({ length: 40 }, (_, i) => `${i}`);
  const { process } = run(context, 'steps', {
    rules: names.map((name) => `$/${name}:fsync:EIO@id=${name}`).join('\n'),
    args: names.flatMap((name) => [`create a ${name}`, 'fsync a']),
  });
  assert.deepEqual(new Set([...process.rules.values()].map(({ injected }) => injected)), new Set([1]));
  assert.equal(process.rules.size, 40);

  const bytes = readTelemetry(run(context, 'threads', { rules: '$:fsync:EIO', args: ['60', '1'] }).run);
  const pieces = [...segments((offset, length) => bytes.subarray(offset, offset + length), bytes.byteLength)];
  const lanes = pieces.reduce((sum, piece) => sum + piece.lanes.count, 0);
  assert.ok(lanes > 60, `${lanes}`);
  const counts = pieces.reduce((sum, piece) => sum + piece.rules.count, 0);
  assert.ok(counts > 60, `${counts}`);
});

test('programs that are started where there is no room are not recorded, and run', { skip }, (context) => {
  const at = place(context);
  fill(at, { process: 'kill:EPERM' });
  limit(at.run, HEADER);
  const environment = { CHAOS_CONFIG_DIR: at.run, PATH: '/usr/bin:/bin' };
  const { status, lines } = start(at, 'starts', { libraries: ['process'], args: ['true', 'false'], environment });
  assert.deepEqual([status, lines], [0, ['0 0', '1 1']]);
});

test('a process that finds no room at all runs under its rules, and is counted', { skip }, (context) => {
  const { run: directory } = crowded(context, (run) => limit(run, HEADER));
  const header = Buffer.alloc(64);
  const file = openSync(join(directory, 'telemetry'), 'r');
  readSync(file, header, 0, 64, 0);
  closeSync(file);
  assert.equal(header.readBigUInt64LE(32), 1n);
});

test('on a full disk the program is unharmed, and what is missing is counted', { skip }, (context) => {
  const at = place(context);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1868k', 'tmpfs', at.run], { timeout: 10_000 });
  if (mounted.status !== 0) return context.skip('a tmpfs of its own needs root');
  try {
    const result = recorded(crowded(context, () => undefined, at));
    assert.ok(result.telemetry.dropped > 1000, `${result.telemetry.dropped}`);
    assert.equal(result.injections.length + result.telemetry.dropped, 20_000);

    writeFileSync(join(at.run, 'telemetry'), readFileSync(join(at.run, 'telemetry')).subarray(0, HEADER));
    rmSync(join(at.run, 'telemetry'));
    fill(at, '$:fsync:EIO');
    const stuffing = spawnSync('dd', ['if=/dev/zero', `of=${join(at.run, 'stuffing')}`, 'bs=4k', 'count=1000'], {
      timeout: 10_000,
    });
    assert.notEqual(stuffing.status, 0, 'the disk is full now');
    const full = start(at, 'threads', { args: ['2', '10'], environment: { CHAOS_CONFIG_DIR: at.run } });
    assert.deepEqual([full.status, full.signal, full.lines], [0, null, ['1111111111', '1111111111']]);
    assert.equal(readFileSync(join(at.run, 'telemetry')).readBigUInt64LE(32), 1n);
  } finally {
    spawnSync('umount', ['-l', at.run], { timeout: 10_000 });
  }
});

test('a program that runs as somebody who may not open the run directory is not disturbed', {
  skip: skip ?? (process.getuid?.() === 0 ? undefined : 'only root can become somebody else'),
}, (context) => {
  const at = place(context);
  fill(at, '$:fsync:EIO');
  chmodSync(at.run, 0o700);
  mkdirSync(join(at.work, 'open'));
  chmodSync(join(at.work, 'open'), 0o777);
  for (const directory of [join(at.work, '..'), at.work]) chmodSync(directory, 0o755);
  const { status, lines, stderr } = start(at, 'nobody', {
    args: [probeProgram('steps'), 'create a open/x', 'fsync a'],
    environment: { CHAOS_CONFIG_DIR: at.run },
  });
  assert.deepEqual([status, lines], [0, ['create 0', 'fsync 0']]);
  assert.match(stderr, /^chaos-io: \S+io\.conf: it cannot be opened; no faults are injected\n$/);
});

test('what a child meets that gives up its rights first is recorded among what its parent does', {
  skip: skip ?? (process.getuid?.() === 0 ? undefined : 'only root can become somebody else'),
}, (context) => {
  const at = place(context);
  fill(at, '$/open/x:write:EIO@id=it,p=0.5');
  chmodSync(at.run, 0o700);
  mkdirSync(join(at.work, 'open'));
  writeFileSync(join(at.work, 'open/x'), '');
  for (const path of ['open', 'open/x']) chmodSync(join(at.work, path), 0o777);
  for (const directory of [join(at.work, '..'), at.work]) chmodSync(directory, 0o755);
  const ended = start(at, 'worker', { args: ['open/x'], environment: { CHAOS_CONFIG_DIR: at.run } });
  const failed = Number(/^failed (\d+)$/.exec(ended.lines[0] ?? '')?.[1]);
  assert.ok(failed > 5 && failed < 35, ended.lines.join('\n'));
  const { telemetry, injections, process: parent } = recorded(ended);
  assert.equal(injections.length, failed);
  assert.ok(parent.guests);
  assert.deepEqual([telemetry.processes.length, telemetry.lost, telemetry.dropped], [1, 0, 0]);
  assert.deepEqual([...parent.rules.values()], [{ matched: 40, injected: failed, addedLatencyNs: 0 }]);
  assert.ok(injections.every(({ pid, tid }) => pid === parent.pid && tid !== parent.pid));
});

test('the record names the caller, the file and the thread of each fault', { skip }, (context) => {
  const {
    injections,
    process: record,
    work,
  } = run(context, 'steps', {
    rules: '$/x:fsync:EIO@id=it',
    args: ['create a x', 'fsync a', 'fsync a'],
  });
  const [first, second] = injections;
  assert.deepEqual([first?.target, first?.symbol, first?.library], [join(work, 'x'), 'fsync', 'io']);
  assert.deepEqual([first?.pid, first?.tid, first?.executable], [record.pid, record.pid, probeProgram('steps')]);
  assert.deepEqual(first?.site, second?.site);
  assert.equal(first?.site?.module, probeProgram('steps'));
  assert.ok((first?.time ?? 0n) >= record.time && (second?.time ?? 0n) >= (first?.time ?? 0n));
  if (usual.within.length > 0) return context.diagnostic('addresses are not places in the file as zig links');
  const code = spawnSync('objdump', ['-d', '--no-show-raw-insn', probeProgram('steps')], {
    encoding: 'utf8',
    timeout: 20_000,
    maxBuffer: 64 << 20,
  });
  if (code.error) return context.diagnostic('there is no objdump: whether the site is behind a call was not looked at');
  const lines = code.stdout.split('\n');
  const at = lines.findIndex((line) => line.trim().startsWith(`${first?.site?.offset.toString(16)}:`));
  assert.match(lines[at - 1] ?? '', /\b(call|bl)\b.*<fsync@/);
});
