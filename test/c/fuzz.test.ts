import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { scratch } from '../scratch.ts';
import { libraries, root } from './build.ts';
import { fuzzer, fuzzerMissing } from './fuzzer.ts';

/** How many texts are tried beside those of the corpus; more with `CHAOS_FUZZ_RUNS`. */
const RUNS = process.env.CHAOS_FUZZ_RUNS ?? '30000';
const skip = fuzzerMissing();

for (const library of libraries)
  test(`no rule text of ${library} crashes its reader, or is another text when it is printed and read again`, {
    skip,
  }, (context) => {
    const corpus = join(root, 'c/test/fuzz/corpus', library);
    assert.ok(readdirSync(corpus).length > 0);
    const directory = scratch(context);
    const args = ['-seed=1', `-runs=${RUNS}`, '-max_len=512', '-timeout=20', '-rss_limit_mb=2048', '-verbosity=1'];
    const { status, stderr } = spawnSync(
      fuzzer(library),
      [...args, `-artifact_prefix=${directory}/`, `-dict=${join(root, 'c/test/fuzz/rules.dict')}`, directory, corpus],
      { encoding: 'utf8', timeout: 150_000, killSignal: 'SIGKILL', maxBuffer: 64 << 20 },
    );
    assert.equal(status, 0, stderr.split('\n').slice(-60).join('\n'));
    assert.match(stderr, /Done \d+ runs/);
  });
