import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { long } from '../real/form.ts';
import { scratch } from '../scratch.ts';
import { libraries, root } from './build.ts';
import { fuzzer, fuzzerMissing } from './fuzzer.ts';

/** How many texts are tried beside those of the corpus. */
const RUNS = process.env.CHAOS_FUZZ_RUNS ?? (long ? '400000' : '30000');
/** Which texts: the same for the same number, with one compiler. */
const SEED = process.env.CHAOS_FUZZ_SEED ?? (long ? `${Math.floor(Date.now() / 86_400_000)}` : '1');
const skip = fuzzerMissing();

for (const library of libraries)
  test(`no rule text of ${library} crashes its reader, or is another text when it is printed and read again`, {
    skip,
  }, (context) => {
    const corpus = join(root, 'c/test/fuzz/corpus', library);
    assert.ok(readdirSync(corpus).length > 0);
    const directory = scratch(context);
    // Without a second look at what it wrote, by the clock, the fuzzer tries the same texts each time.
    const texts = [`-seed=${SEED}`, '-reload=0', `-runs=${RUNS}`, '-max_len=512'];
    const args = [...texts, '-timeout=20', '-rss_limit_mb=2048', '-verbosity=1'];
    const { status, stderr } = spawnSync(
      fuzzer(library),
      [...args, `-artifact_prefix=${directory}/`, `-dict=${join(root, 'c/test/fuzz/rules.dict')}`, directory, corpus],
      { encoding: 'utf8', timeout: long ? 1_200_000 : 150_000, killSignal: 'SIGKILL', maxBuffer: 64 << 20 },
    );
    const found = /^printed and read again.*$/m.exec(stderr)?.[0] ?? '';
    assert.equal(status, 0, [`seed ${SEED}: ${found}`, ...stderr.split('\n').slice(-60)].join('\n'));
    assert.match(stderr, /Done \d+ runs/);
  });
