import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { detectCell } from '../../src/cell/detect.ts';
import { put, scratch } from '../scratch.ts';
import { install } from './installation.ts';

const namespaces = ['unshare', '--mount', '--net', '--pid', '--fork'];
const may = spawnSync('unshare', [...namespaces.slice(1), 'sh', '-c', 'mount -t tmpfs none /tmp'], { timeout: 20_000 });
const skip =
  may.status !== 0
    ? 'there are no namespaces to be had here'
    : detectCell('bash', process.env.PATH, '/').covered
      ? undefined
      : 'no program here can be covered';

/** Runs what follows in a root that has these programs, what they are linked to, and a directory of this machine; there is no network. */
const machineOf = (programs: string[], root: string, directory: string) => [
  ...namespaces,
  ...['sh', '-ec'],
  `root=$1 directory=$2 programs=$3; shift 3
  mount -t tmpfs none "$root"
  for program in $programs; do
    path=$(command -v "$program")
    cp -L --parents "$path" $(ldd "$path" | grep -o '/[^ ]*') "$root"
  done
  mkdir -p "$root/proc" "$root/dev" "$root/tmp" "$root$directory"
  mount -t proc none "$root/proc"
  mount --bind /dev "$root/dev"
  mount --bind "$directory" "$root$directory"
  exec chroot "$root" "$@"`,
  ...['sh', root, directory, programs.join(' ')],
];

test('a machine that has Node and bash, neither a compiler nor a network, runs the step', { skip }, async (context) => {
  const { workspace, step, written } = install(context);
  put(join(workspace, 'data'), 'content\n');
  const rule = JSON.stringify({ id: 'unreadable', on: 'io.read', path: workspace, process: 'cat', fail: 'EIO' });
  put(join(workspace, 'faulty.yml'), `version: 1\nrules: [${rule}]\n`, 0o644);
  const run = `for program in cc make npm sh; do command -v $program && exit 1; done
  for file in /sys/class/net/* /etc/*; do [ -e "$file" ] && exit 1; done
  : < /dev/tcp/192.0.2.1/80 && exit 1
  cat data || echo fault`;
  const inputs = { profile: 'faulty.yml', run, shell: 'bash', 'working-directory': '.', timeout: '1m' };
  const machine = machineOf([process.execPath, 'bash', 'env', 'cat'], scratch(context), join(workspace, '..'));
  const { code, stdout, stderr } = await step(process.execPath, inputs, [...machine, 'env', '-C', workspace]).ended;
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^fault$/m);
  assert.match(written('OUTPUT'), /verdict[\s\S]*pass/);
  assert.match(written('OUTPUT'), /injected[\s\S]*1/);
});
