import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { musl, root } from './build.ts';

/** Files of tests that try probes with one libc; the others try both by themselves. */
const files = ['policy', 'selector', 'damage', 'reload', 'process', 'telemetry', 'memory', 'time'];

for (const file of files)
  test(`all that ${file}.test.ts proves holds with musl`, { skip: musl.missing }, () => {
    const { status, stdout } = spawnSync(process.execPath, ['--test', join(root, 'test/c', `${file}.test.ts`)], {
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, CHAOS_TEST_LIBC: 'musl' },
      encoding: 'utf8',
      timeout: 120_000,
      killSignal: 'SIGKILL',
      maxBuffer: 64 << 20,
    });
    assert.equal(status, 0, stdout.slice(-20_000));
    assert.match(stdout, /^ℹ pass [1-9]/m);
  });
