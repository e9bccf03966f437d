import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc } from '../c/build.ts';
import { scratch } from '../scratch.ts';
import { execute, lacks } from './program.ts';
import { surroundWithRules } from './setting.ts';

/** Commands whose standard output is on the full disk; they start in it, `../in` has 20,000 lines. */
const TO_STDOUT = [
  'b2sum ../in',
  'base32 ../in',
  'base64 ../in',
  'basenc --base16 ../in',
  'basename /a/b',
  'cat ../in',
  'cat < ../in',
  'cksum ../in',
  'comm ../in ../in',
  'cut -c1 ../in',
  'date',
  'dd if=../in status=none',
  'df /',
  'dirname /a/b',
  'du ../in',
  'env',
  'env printf x',
  'env echo x',
  'env pwd',
  'expand ../in',
  'expr 1 + 1',
  'factor 12',
  'fmt ../in',
  'fold ../in',
  'head -n 5 ../in',
  'head -c 50000 ../in',
  'id',
  'join ../in ../in',
  'ls /',
  'md5sum ../in',
  'nl ../in',
  'nproc',
  'numfmt 100',
  'od ../in',
  'paste ../in ../in',
  'pr ../in',
  'ptx ../in',
  'readlink -f .',
  'realpath .',
  'seq 5',
  'seq 100000',
  'sha256sum ../in',
  'shuf ../in',
  'sort ../in',
  'stat /',
  'sum ../in',
  'tac ../in',
  'tail -n 5 ../in',
  'tail -c 50000 ../in',
  'tee < ../in',
  'tr 1 2 < ../in',
  'tsort ../in',
  'uname',
  'unexpand ../in',
  'uniq ../in',
  'uptime',
  'wc ../in',
  'yes',
];

/** Commands that make files on the full disk themselves. */
const TO_FILES = [
  'cp ../in copy',
  'cp --reflink=never --sparse=always ../in copy',
  'csplit -s ../in 10 20',
  'dd if=../in of=written status=none',
  'dd if=../in of=written status=none conv=notrunc bs=3',
  'fallocate -l 100000 allocated',
  'install ../in installed',
  'mv ../moved moved',
  'shuf -o shuffled ../in',
  'sort -o sorted ../in',
  'split ../in',
  'split -n 3 ../in',
  'tee copy < ../in',
  'tee -a copy < ../in',
  'truncate -s 100000 long',
  'uniq ../in unique',
];

/** A move onto another file system is a copy. */
const RULES = [...['write', 'pwrite', 'allocate', 'truncate'].map((name) => `$:${name}:ENOSPC`), '$:rename_to:EXDEV'];

for (const [command, output] of [
  ...TO_STDOUT.map((command) => [command, 'out']),
  ...TO_FILES.map((command) => [command, '../out']),
] as [string, string][])
  test(`on a full disk ${command} says so and fails`, {
    skip: glibc.missing ?? lacks(command.split(' ')[0] ?? ''),
  }, async (context) => {
    const directory = realpathSync(scratch(context));
    const full = join(directory, 'full');
    mkdirSync(full);
    for (const name of ['in', 'moved'])
      writeFileSync(join(directory, name), Array.from({ length: 20_000 }, (_, i) => `${i}\n`).join(''));
    const rules = RULES.map((rule) => `${rule.replace('$', full)}\n`).join('');
    const { environment, telemetry } = surroundWithRules(directory, { io: rules });
    const ended = await execute('sh', ['-c', `exec ${command} > ${output}`], {
      cwd: full,
      environment,
      limitMs: 20_000,
    });
    assert.ok((ended.code ?? 0) > 0, `ended with ${ended.code}, ${ended.signal}`);
    assert.match(ended.stderr, /: ./);
    const injections = [...telemetry().injections].filter(({ value }) => value === 28n);
    assert.ok(injections.length > 0 && injections.every(({ target }) => target.startsWith(`${full}/`)));
  });
