import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { TELEMETRY_LIMIT_BYTES } from '../../src/run/control.ts';
import { createRunDirectory, fillRunDirectory, readTelemetry, removeRunDirectory } from '../../src/run/directory.ts';
import { injectionsSoFar, processesSoFar } from '../../src/run/progress.ts';
import { countInjections } from '../../src/telemetry/count.ts';
import { decodeTelemetry } from '../../src/telemetry/decode.ts';
import { emptyTelemetry } from '../../src/telemetry/header.ts';
import { processorMs } from '../processor-time.ts';
import { put, scratch } from '../scratch.ts';

test('a run directory is private, filled as docs/telemetry.md says, and gone afterwards', (context) => {
  const directory = createRunDirectory({ RUNNER_TEMP: scratch(context) });
  assert.equal(statSync(directory).mode & 0o7777, 0o700);
  fillRunDirectory(directory, [{ library: 'io', text: '*:fsync:EIO\n' }], 2 ** 40 + 7, 123_456_789_012n);

  assert.equal(readFileSync(join(directory, 'io.conf'), 'utf8'), '*:fsync:EIO\n');
  const control = readFileSync(join(directory, 'control'));
  assert.deepEqual([control.length, control.toString('latin1', 0, 8)], [1_048_576, 'CHAOSCTL']);
  assert.deepEqual([control.readUInt32LE(8), control.readUInt32LE(12)], [1, 1]);
  assert.deepEqual(
    [16, 24].map((at) => control.readBigUInt64LE(at)),
    [2n ** 40n + 7n, 123_456_789_012n],
  );
  assert.ok(control.readBigUInt64LE(32) > 64_000_000n);
  assert.ok(control.subarray(40).every((byte) => byte === 0));

  const answers = readFileSync(join(directory, 'answers'));
  assert.deepEqual(
    [answers.length, answers.toString('latin1', 0, 8), answers.readUInt32LE(8)],
    [65_536, 'CHAOSANS', 1],
  );
  assert.ok(answers.subarray(12).every((byte) => byte === 0));

  const telemetry = readTelemetry(directory);
  assert.deepEqual(
    [telemetry.length, telemetry.readUInt32LE(12), telemetry.readBigUInt64LE(16)],
    [524_288, 524_288, 524_288n],
  );
  assert.deepEqual(decodeTelemetry(telemetry).processes, []);
  assert.equal(
    countInjections((offset, length) => telemetry.subarray(offset, offset + length), telemetry.length),
    0,
  );

  removeRunDirectory(directory);
  assert.ok(!existsSync(directory));
  removeRunDirectory(directory);
});

test('telemetry that the program has replaced is neither waited for nor read without end', (context) => {
  const directory = scratch(context);
  const path = join(directory, 'telemetry');
  const replacements: [make: () => void, message: RegExp][] = [
    [() => execFileSync('mkfifo', [path], { timeout: 10_000 }), /telemetry in \S+: it is not a regular file$/],
    [() => symlinkSync('/dev/zero', path), /it is a symbolic link/],
    [() => symlinkSync(path, path), /it is a symbolic link/],
    [() => mkdirSync(path), /it is not a regular file$/],
    [() => undefined, /no such file or directory$/],
  ];
  for (const [make, message] of replacements) {
    make();
    assert.equal(injectionsSoFar(directory), undefined);
    assert.throws(() => readTelemetry(directory), { name: 'ToolError', message });
    rmSync(path, { recursive: true, force: true });
  }
  writeFileSync(path, '');
  truncateSync(path, 2 ** 40);
  assert.equal(readTelemetry(directory).length, TELEMETRY_LIMIT_BYTES);
  writeFileSync(path, emptyTelemetry());
  truncateSync(path, 2 ** 40);
  const begin = processorMs();
  assert.deepEqual([injectionsSoFar(directory), processesSoFar(directory)], [0, []]);
  assert.ok(processorMs() - begin < 5_000);
});

test('a temporary directory that cannot be used is named, with the variable that says where it is', (context) => {
  const file = put(join(scratch(context), 'file'), '');
  for (const [environment, message] of [
    [
      { RUNNER_TEMP: '/no/such/place' },
      /run directory in \/no\/such\/place: no such file or directory; set RUNNER_TEMP/,
    ],
    [{ RUNNER_TEMP: file }, /a part of the path is not a directory; set RUNNER_TEMP/],
    [{ RUNNER_TEMP: '/proc' }, /\/proc: .*; set RUNNER_TEMP/],
  ] as const) {
    assert.throws(() => createRunDirectory(environment), { name: 'ToolError', message });
  }
});

test('a run directory that is full or closed is told in one line', {
  skip: process.getuid?.() === 0 && 'root may write anywhere',
}, (context) => {
  const directory = scratch(context);
  chmodSync(directory, 0o500);
  assert.throws(() => fillRunDirectory(directory, [], 0, 0n), { name: 'ToolError', message: /permission denied/ });
  chmodSync(dirname(join(directory, 'x')), 0o700);
});
