import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { elfFile } from '../cell/elf-file.ts';
import { put, scratch } from '../scratch.ts';
import { chaos, profileIn, start } from './chaos.ts';

test('where all is well the doctor says so, having seen a library at work', async () => {
  const { code, stdout } = await chaos(['doctor', '--', 'sh', '-c', 'exit 9'], { env: { LD_PRELOAD: '' } });
  assert.equal(code, 0, stdout);
  assert.match(
    stdout,
    /^ok +loading +\w+-\w+: \S+ ran with io, net, dns, time, memory, process, and they recorded it$/m,
  );
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
    ['', /the name of the command is empty/],
    ['\x1b[2J', /no program \\x1b\[2J in/],
  ];
  for (const [program, message] of cases) {
    const { code, stdout } = await chaos(['doctor', '--', program]);
    assert.equal(code, 1);
    assert.match(stdout.split('\n').find((line) => line.startsWith('BAD')) ?? '', message);
  }
});

test('an interrupted doctor leaves nothing behind', async (context) => {
  const directory = scratch(context);
  const temporary = join(put(join(directory, 'temporary/.keep'), ''), '..');
  const began = join(directory, 'began');
  const path = join(put(join(directory, 'bin/true'), '#!/bin/sh\n: >"$began"\nexec sleep 60\n'), '..');
  const env = { PATH: `${path}:${process.env.PATH}`, TMPDIR: temporary, began };
  const { child, ended } = start(['doctor'], { env });
  while (!existsSync(began)) await setTimeout(20);
  child.kill('SIGTERM');
  const { signal, ms, stdout } = await ended;
  assert.equal(signal, 'SIGTERM', stdout);
  assert.ok(ms < 20_000);
  assert.deepEqual(readdirSync(temporary), ['.keep']);
});

test('the doctor finds what is wrong with the machine', async () => {
  const { code, stdout } = await chaos(['doctor'], { env: { TMPDIR: '/no/such/place', LD_PRELOAD: '/x/liba.so' } });
  assert.equal(code, 1);
  assert.match(stdout, /^BAD +temporary files +cannot make a run directory in \/no\/such\/place/m);
  assert.match(stdout, /^note +LD_PRELOAD +\/x\/liba.so is set already/m);
});

test('a program of AddressSanitizer is refused with what to do about it, and runs when that is done', async (context) => {
  const directory = scratch(context);
  const source = put(join(directory, 'program.c'), 'int main(void) { return 0; }');
  const program = join(directory, 'program');
  if (spawnSync('gcc', ['-fsanitize=address', '-o', program, source]).status !== 0 || spawnSync(program).status !== 0)
    return context.skip('programs of AddressSanitizer cannot be built and run here');
  const doctor = await chaos(['doctor', '--', program], { env: { LD_PRELOAD: '', ASAN_OPTIONS: '' } });
  const run = ['run', '-p', profileIn(directory), '-o', join(directory, 'out'), '--', program];
  const refused = await chaos(run, { env: { LD_PRELOAD: '', ASAN_OPTIONS: '' } });
  assert.deepEqual([doctor.code, refused.code], [1, 2]);
  for (const text of [doctor.stdout, refused.stderr])
    assert.match(
      text,
      /built with AddressSanitizer, which refuses to start behind preloaded libraries; set ASAN_OPTIONS=/,
    );
  const told = await chaos(run, { env: { LD_PRELOAD: '', ASAN_OPTIONS: 'verify_asan_link_order=0' } });
  assert.equal(told.code, 0, told.stderr);
});
