import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countInjections } from '../../src/telemetry/count.ts';
import { TelemetryError } from '../../src/telemetry/error.ts';
import { HEADER_SIZE } from '../../src/telemetry/header.ts';
import { buildTelemetry } from './build.ts';

const rule = (injected: number) => ({ matched: 100, injected, addedLatencyNs: 0 });

test('the injections of all rule tables are counted, slots left unread', () => {
  const slots = Array.from({ length: 10_000 }, () => ({ operation: 'open', rule: 1n }));
  const { bytes } = buildTelemetry({
    segments: [
      {
        rules: [
          [1n, rule(3)],
          [2n, rule(4)],
        ],
        slots,
      },
      { overflowOf: 0, rules: [[1n, rule(20)]] },
      { rules: [[1n, rule(100)]] },
    ],
  });
  let read = 0;
  const count = countInjections((offset, length) => {
    read += length;
    return bytes.subarray(offset, offset + length);
  }, bytes.byteLength);
  assert.equal(count, 127);
  assert.ok(read < 1_000, `${read} bytes were read`);
});

test('a reader that gets less than it asked for counts what it got', () => {
  const { bytes } = buildTelemetry({ segments: [{ rules: [[1n, rule(3)]] }, { rules: [[1n, rule(4)]] }] });
  for (let length = HEADER_SIZE; length < bytes.byteLength; length += 8) {
    const count = countInjections(
      (offset, size) => bytes.subarray(offset, Math.min(offset + size, length)),
      bytes.byteLength,
    );
    assert.ok([0, 3, 7].includes(count), `${count} injections in ${length} bytes`);
  }
});

test('a file that is not telemetry is refused', () => {
  assert.throws(() => countInjections(() => new Uint8Array(0), 0), TelemetryError);
});
