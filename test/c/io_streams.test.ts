import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { glibc, musl, usual } from './build.ts';
import { run } from './probe.ts';

const TIMES = 10_000;
const ALL = 4 * TIMES * 32 + 32;

for (const [rule, whole] of [
  [`QUOTA:${ALL}`, true],
  ['THROTTLE:100000000000', true],
  ['TORN', false],
] as const)
  test(`threads that share a stream under ${rule} write what they are told, once`, {
    skip: usual.missing,
  }, (context) => {
    const { lines, work } = run(context, 'streams', {
      rules: `$/x:write:${rule}`,
      args: ['x', String(TIMES)],
    });
    const [told = '', ...others] = lines;
    const bytes = Number(told.replace('told ', ''));
    assert.equal(bytes === ALL - 32, whole, told);
    if (rule.startsWith('QUOTA')) assert.deepEqual(others, ['unlocked 32', 'more fails']);
    const text = readFileSync(join(work, 'x'), 'utf8');
    const unlocked = Number(others[0]?.replace('unlocked ', ''));
    assert.equal(text.length, bytes + unlocked + Number(others.includes('more fits')));
    if (!whole) return;
    const written = text.split('\n').slice(0, 4 * TIMES);
    assert.deepEqual(
      written.filter((line) => !/^(.)\1{30}$/.test(line)),
      [],
    );
  });

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: an error of one thread's is none of another one's on the same stream`, {
    skip: toolchain.missing,
  }, (context) => {
    const { lines, work, injections } = run(context, 'streams', {
      toolchain,
      rules: '$/x:write:EIO@p=0.5',
      args: ['x', String(TIMES)],
    });
    const written = readFileSync(join(work, 'x'), 'utf8').split('\n');
    assert.deepEqual(
      written.filter((line) => !/^(.)\1{30}$|^only those who ask|^x?$/.test(line)),
      [],
    );
    assert.ok(injections.length > 1000 && lines.length === 3, lines.join());
  });
