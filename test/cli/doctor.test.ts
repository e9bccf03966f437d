import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { elfFile } from '../cell/elf-file.ts';
import { put, scratch } from '../scratch.ts';
import { chaos } from './chaos.ts';

test('where all is well the doctor says so, having seen a library at work', async () => {
  const { code, stdout } = await chaos(['doctor', '--', 'sh', '-c', 'exit 9'], { env: { LD_PRELOAD: '' } });
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^ok +loading +\w+-\w+: \S+ ran with io, and they recorded it$/m);
  assert.match(stdout, /^ok +command sh +\/.*sh, \w+-\w+: can be covered$/m);
  assert.doesNotMatch(stdout, /^BAD/m);
});

test('what keeps a command from being covered is said, with what to do about it', async (context) => {
  const directory = scratch(context);
  const cases: [string, RegExp][] = [
    [
      put(join(directory, 'static'), elfFile({ type: 2 })),
      /statically linked: it loads no libraries; link it dynamically/,
    ],
    [
      put(join(directory, 'foreign'), elfFile({ machine: 243 })),
      /is a program for riscv; use a build of it for amd64 or arm64/,
    ],
    ['no-such-program', /no program no-such-program/],
  ];
  for (const [program, message] of cases) {
    const { code, stdout } = await chaos(['doctor', '--', program]);
    assert.equal(code, 1);
    assert.match(stdout.split('\n').find((line) => line.startsWith('BAD')) ?? '', message);
  }
});

test('the doctor finds what is wrong with the machine', async () => {
  const { code, stdout } = await chaos(['doctor'], { env: { TMPDIR: '/no/such/place', LD_PRELOAD: '/x/liba.so' } });
  assert.equal(code, 1);
  assert.match(stdout, /^BAD +temporary files +cannot make a run directory in \/no\/such\/place/m);
  assert.match(stdout, /^note +LD_PRELOAD +\/x\/liba.so is set already/m);
});
