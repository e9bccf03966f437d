import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { writeArchives } from '../../scripts/archives.ts';
import { serve } from '../libraries/server.ts';
import { put, scratch } from '../scratch.ts';
import { chaos, endLater, profileIn, readReport, start } from './chaos.ts';

const FAULTY = `version: 1
name: faulty
rules:
  - { id: no-data, on: io.open, path: /etc/hostname, fail: EIO }
gate: { exitCodes: [1] }
`;

/** Runs cat into a fault, with libraries from a source; what is kept goes below `home`. */
function runFrom(home: string, ...options: string[]) {
  const args = ['run', '-p', profileIn(home, FAULTY), ...options, '--', 'cat', '/etc/hostname'];
  return chaos(args, { cwd: home, env: { XDG_CACHE_HOME: join(home, 'cache') } });
}

async function release(context: TestContext) {
  const directory = scratch(context);
  writeArchives(directory);
  return serve(context, (request, response) => {
    const [, , name = ''] = request.url?.split('/') ?? [];
    response.end(readFileSync(join(directory, name)));
  });
}

test('faults happen with libraries that were downloaded, and again without the server', async (context) => {
  const home = scratch(context);
  const { url, asked, close } = await release(context);
  const download = ['--library-source', 'download', '--library-base-url', url];
  const first = await runFrom(home, ...download);
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stderr, /^chaos: libraries for \S+: io, process \(downloaded from http:.*\.tar\.gz\)$/m);
  assert.equal(readReport(join(home, 'chaos-report')).injections.recorded, 1);
  close();
  const second = await runFrom(home, ...download);
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stderr, /\(downloaded before\)$/m);
  assert.equal(asked.length, 1);
});

test('two runs at once that download leave each other whole libraries', async (context) => {
  const home = scratch(context);
  const { url } = await release(context);
  const run = (report: string) =>
    runFrom(home, '--library-source', 'download', '--library-base-url', url, '-o', join(home, report));
  const ends = await Promise.all(['one', 'two', 'three'].map(run));
  for (const { code, stderr } of ends) assert.equal(code, 0, stderr);
});

test('a download that fails ends with 3 before anything is started', async (context) => {
  const home = scratch(context);
  const { url } = await serve(context, (_, response) => response.writeHead(404).end());
  const { code, stderr } = await runFrom(home, '--library-source', 'download', '--library-base-url', url);
  assert.equal(code, 3);
  assert.match(stderr, /^chaos: there are no libraries for \S+: none downloaded: cannot download .*404 Not Found$/m);
  assert.throws(() => readReport(join(home, 'chaos-report')));
});

test('an interruption while libraries are built leaves neither make, nor its compilers, nor their files behind', async (context) => {
  const home = scratch(context);
  const make =
    '#!/bin/sh\ntrap "exit 2" TERM\necho "$*" >asked\nsleep 61 &\necho $! >compiler\necho $$ >pid\nwhile :; do sleep 0.1; done\n';
  const path = `${join(put(join(home, 'bin/make'), make), '..')}:${process.env.PATH}`;
  const args = ['run', '-p', profileIn(home, FAULTY), '--library-source', 'build', '--', 'true'];
  const { child, ended } = start(args, { cwd: home, env: { XDG_CACHE_HOME: join(home, 'cache'), PATH: path } });
  const pid = join(home, 'pid');
  while (!existsSync(pid) || readFileSync(pid, 'utf8') === '') await setTimeout(20);
  endLater(context, Number(readFileSync(pid, 'utf8')));
  child.kill('SIGINT');
  const { signal, stderr, ms } = await ended;
  assert.equal(signal, 'SIGINT', stderr);
  assert.ok(ms < 20_000);
  for (const file of [pid, join(home, 'compiler')])
    assert.ok(
      !existsSync(`/proc/${readFileSync(file, 'utf8').trim()}/exe`),
      'nor is it there when nobody has noticed its end',
    );
  const [, directory = ''] = /BUILD=(\S+)/.exec(readFileSync(join(home, 'asked'), 'utf8')) ?? [];
  assert.match(directory, /chaos-build-/);
  assert.ok(!existsSync(directory));
});

const cli = join(import.meta.dirname, '../../src/cli.ts');
const script = 'mount -t tmpfs none /tmp; cat >/tmp/profile.yml; mount -o remount,ro /tmp; exec "$@"';
const closed = ['-Urm', 'sh', '-ec', script, 'sh'];
const mayClose = spawnSync('unshare', [...closed, 'test', '-r', cli]).status === 0;

test('where nothing can be written into /tmp no libraries are built, and that is said', {
  skip: !mayClose && 'no namespace can be made here',
}, () => {
  const run = [cli, 'run', '-p', '/tmp/profile.yml', '--library-source', 'build', '--', 'true'];
  const { status, stderr } = spawnSync('unshare', [...closed, process.execPath, ...run], {
    cwd: '/',
    input: FAULTY,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, XDG_CACHE_HOME: '/no/such/place' },
    timeout: 60_000,
  });
  assert.equal(status, 3, stderr);
  assert.match(stderr, /none built: .*: cannot make a directory in \/tmp: the file system is read-only/);
});

test('other cells that were asked for lie in the run directory, beside those of the command', async (context) => {
  const directory = scratch(context);
  const profile = profileIn(directory);
  put(join(directory, 'look'), '#!/bin/sh\nls "$CHAOS_CONFIG_DIR" | grep libchaos-\necho "$LD_PRELOAD"\n');
  const cells = ['--cells', 'musl-amd64, glibc-arm64'];
  const { code, stdout, stderr } = await chaos(['run', '-p', profile, ...cells, '--', './look'], { cwd: directory });
  assert.equal(code, 0, stderr);
  for (const cell of ['musl-amd64', 'glibc-arm64']) {
    assert.match(stderr, new RegExp(`^chaos: libraries for ${cell}: io, process \\(bundled\\)$`, 'm'));
    for (const library of ['io', 'process']) assert.match(stdout, new RegExp(`^libchaos-${library}-${cell}.so$`, 'm'));
  }
  assert.match(stdout, /^\/\S+\/libchaos-io-\S+\.so:\/\S+\/libchaos-process-\S+\.so$/m);
});
