import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { findBypasses } from '../../src/run/bypasses.ts';
import { decodeTelemetry } from '../../src/telemetry/decode.ts';
import { put, scratch } from '../scratch.ts';
import { buildTelemetry } from '../telemetry/build.ts';

test('an executable that is not what the run says neither stops nor disturbs who looks at it', (context) => {
  const directory = scratch(context);
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const link = join(directory, 'link');
  symlinkSync('/dev/zero', link);
  const names = [
    ...['', 'relative', '/no/such/program', directory, '/dev/zero', '/dev/stdin', '/proc/kmsg', '/proc/self/mem'],
    ...[pipe, link, put(join(directory, 'empty'), ''), put(join(directory, 'text'), 'x'.repeat(100_000))],
  ];
  const segments = names.map((executable, pid) => ({ pid, executable }));
  assert.deepEqual(findBypasses(decodeTelemetry(buildTelemetry({ segments }).bytes).processes), []);
});
