import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TelemetryError } from '../../src/telemetry/error.ts';
import { HEADER_SIZE } from '../../src/telemetry/header.ts';
import { identities } from '../../src/telemetry/identity.ts';
import { buildTelemetry } from './build.ts';

const { bytes } = buildTelemetry({
  segments: [
    { pid: 7, start: 70n, lanes: [{ open: 1 }], slots: Array(1000).fill({ operation: 'open' }) },
    { pid: 7, start: 70n, library: 'net' },
    { pid: 8, start: 0n },
    { overflowOf: 0, pid: 9, start: 90n },
    { pid: 7, start: 71n },
  ],
});

test('every process of a run is told once, with its start where that is known, and little is read for it', () => {
  let read = 0;
  const found = identities((offset, length) => {
    read += length;
    return bytes.subarray(offset, offset + length);
  }, bytes.byteLength);
  assert.deepEqual(found, [
    { pid: 7, start: 70n },
    { pid: 7, start: 71n },
  ]);
  assert.ok(read < 1000, `${read} bytes were read`);
});

test('a telemetry file that is cut off tells what is there, and another file is refused', () => {
  for (let length = HEADER_SIZE; length < bytes.byteLength; length += 24) {
    const found = identities((at, size) => bytes.subarray(at, Math.min(at + size, length)), bytes.byteLength);
    assert.ok(found.every(({ pid }) => pid === 7));
  }
  assert.throws(() => identities(() => new Uint8Array(0), 0), TelemetryError);
});
