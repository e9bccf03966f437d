import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { probeProgram, usual } from './build.ts';
import { fill, place } from './probe.ts';

test('calls without a fault make no system call of ours', {
  skip: usual.missing ?? (existsSync('/usr/bin/strace') ? undefined : 'there is no strace'),
}, (context) => {
  const again = [
    'create a $/short',
    `create b $/${'long'.repeat(40)}`,
    'create c relative',
    'openat d g beside',
    'repeat 3 write a 5',
    'repeat 3 fsync b',
    'repeat 3 fsync c',
    'pread d 1',
    'dup e a',
    'fsync e',
    'fopen $/stream w',
    'fwrite 1 5',
    'fclose',
    'stat $/short',
    'create f ./unasked',
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `close ${name}`),
  ];
  const callsOf = (rules: string | undefined, times: number) => {
    const at = place(context);
    fill(at, { io: rules?.replaceAll('$', at.work) ?? '' });
    const output = join(at.run, 'strace');
    const preload = rules === undefined ? [] : ['-E', `LD_PRELOAD=${usual.object('io')}`];
    const steps = ['opendirectory g .', ...Array<string[]>(times).fill(again).flat()];
    const { status, stderr } = spawnSync(
      'strace',
      [
        ...['-f', '--seccomp-bpf', '-e', 'trace=!clock_gettime', '-o', output, ...preload, probeProgram('steps')],
        ...['voice', ...steps.map((step) => step.replaceAll('$', at.work))],
      ],
      {
        env: { PATH: process.env.PATH, CHAOS_CONFIG_DIR: at.run },
        cwd: at.work,
        encoding: 'utf8',
        timeout: 30_000,
      },
    );
    if (status !== 0) return context.skip(`strace does not work here: ${stderr}`);
    return readFileSync(output, 'utf8').split('\n').length;
  };
  // The first calls are looked at, for the report; those that follow are the measure.
  const more = (rules: string | undefined) => (callsOf(rules, 90) ?? 0) - (callsOf(rules, 70) ?? 0);
  if (callsOf(undefined, 1) === undefined) return;
  const bare = more(undefined);
  assert.ok(bare > 500, `${bare}`);
  const many = Array.from({ length: 300 }, (_, index) => `$/other-${index}:EIO`).join('\n');
  for (const rules of [
    '*:allocate:EIO',
    '$:fsync:EIO@p=0',
    '$/short:fsync:EIO@p=0',
    '*:read:EIO@p=0',
    '/*/beside:EIO@p=0',
    '*:EIO@p=0',
    `${many}\n$:EIO@p=0`,
  ])
    assert.equal(more(rules), bare, rules);
});
