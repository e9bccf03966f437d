import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { optionsOf } from '../../scripts/matrix/options.ts';

const script = join(import.meta.dirname, '../../scripts/matrix.ts');

test('without options all cells are tried with the probes of all libraries', () => {
  const { cells, libraries, images, by, coverage } = optionsOf([]);
  assert.deepEqual(cells, ['glibc-amd64', 'glibc-arm64', 'musl-amd64', 'musl-arm64']);
  assert.deepEqual(libraries, ['io', 'net', 'dns', 'time', 'memory', 'process', 'all']);
  assert.deepEqual([images, by, coverage], [undefined, undefined, false]);
});

test('a mistake in the arguments is told in one line, and nothing is tried', () => {
  for (const [args, wanted] of [
    [['--cell', 'glibc-riscv64'], '--cell is glibc-riscv64; write glibc-amd64, glibc-arm64, musl-amd64, musl-arm64'],
    [['--library', 'disk'], '--library is disk; write io, net, dns, time, memory, process, all'],
    [['--by', 'podman'], '--by is podman; write docker, root'],
    [['--cover'], "Unknown option '--cover'"],
    [['io'], "Unexpected argument 'io'"],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    assert.deepEqual([status, stdout, stderr.split('\n').length], [2, '', 2], stderr);
    assert.ok(stderr.startsWith(`matrix: ${wanted}`), stderr);
  }
});

test('--help says how it is used', () => {
  const { status, stdout } = spawnSync(process.execPath, [script, '--help'], { encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /^Usage: npm run matrix /);
});
