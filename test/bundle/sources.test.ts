import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { writeArchives } from '../../scripts/archives.ts';
import { detectCell } from '../../src/cell/detect.ts';
import { archiveFile, pack, unpack } from '../../src/libraries/archive.ts';
import { digestOf } from '../../src/libraries/checksums.ts';
import { VERSION } from '../../src/version.ts';
import { serve } from '../libraries/server.ts';
import { put, scratch } from '../scratch.ts';
import { install } from './installation.ts';

const root = join(import.meta.dirname, '../..');
const detection = detectCell('sh', process.env.PATH, '/');
const skip = detection.covered ? undefined : 'no program here can be covered';
const DEFAULTS = { shell: 'bash', 'working-directory': '.', timeout: '30m', 'report-directory': 'chaos-report' };
/** What is loaded into a program that the shell of the step starts, and a fault. */
const RUN = `env sh -c 'for path in $(echo "$LD_PRELOAD" | tr : " "); do sha256sum "$path"; done'\ncat data || echo fault`;

/** A step that gets its libraries from somewhere else than the installation. */
function stepFrom(context: TestContext, source: string, inputs: Record<string, string> = {}, folders: string[] = []) {
  const { workspace, tools, step } = install(context, folders);
  put(join(workspace, 'data'), 'content\n');
  const rule = JSON.stringify({ id: 'unreadable', on: 'io.read', path: workspace, process: 'cat', fail: 'EIO' });
  put(join(workspace, 'faulty.yml'), `version: 1\nrules: [${rule}]\n`, 0o644);
  const given = { ...DEFAULTS, profile: 'faulty.yml', run: RUN, 'library-source': source, ...inputs };
  return { tools, run: (within: string[] = []) => step(process.execPath, given, within).ended };
}

/** The digests of the libraries that were loaded. */
function loaded(stdout: string): string[] {
  return [...stdout.matchAll(/^([0-9a-f]{64}) /gm)].map(([, digest = '']) => digest);
}

function archiveOfRelease(context: TestContext): { name: string; bytes: Buffer } {
  assert.ok(detection.covered);
  const directory = scratch(context);
  writeArchives(directory);
  const name = archiveFile(detection.cell);
  return { name, bytes: readFileSync(join(directory, name)) };
}

/** Its libraries, one byte longer. */
function tampered(archive: Buffer): Buffer {
  return pack(new Map([...unpack(archive)].map(([file, bytes]) => [file, Buffer.concat([bytes, Buffer.of(0)])])));
}

const shipped = () => {
  const files = readdirSync(join(root, 'dist/lib')).map((file) => readFileSync(join(root, 'dist/lib', file)));
  return new Set(files.map(digestOf));
};

const mounts = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /tmp'], { timeout: 20_000 }).status === 0;
/** A tool cache, filled from a directory, that cannot be written. */
const readOnly = (tools: string, content: string) => [
  ...['unshare', '-m', 'sh', '-ec'],
  'mount -t tmpfs none "$1"; cp -r "$2/." "$1"; mount -o remount,ro "$1"; shift 2; exec "$@"',
  ...['sh', tools, content],
];

for (const kept of ['nothing', 'what was released', 'something else'])
  test(`a step with downloaded libraries and a read-only tool cache that has ${kept} runs with those of the release`, {
    skip: skip ?? (mounts ? undefined : 'nothing may be mounted here'),
  }, async (context) => {
    const { name, bytes } = archiveOfRelease(context);
    const { url, asked } = await serve(context, (_, response) => response.end(bytes));
    const { tools, run } = stepFrom(context, 'download', { 'library-base-url': url });
    const content = scratch(context);
    if (kept !== 'nothing') {
      const entry = join(content, 'chaos-libraries', VERSION, `v${VERSION}-${name}`);
      put(join(entry, `v${VERSION}-${name}`), kept === 'something else' ? tampered(bytes) : bytes);
      writeFileSync(`${entry}.complete`, '');
    }
    const { code, stdout, stderr } = await run(readOnly(tools, content));
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^fault$/m);
    assert.ok(loaded(stdout).length > 0 && loaded(stdout).every((digest) => shipped().has(digest)), stdout);
    assert.equal(asked.length, kept === 'what was released' ? 0 : 1, stdout);
    assert.equal(/downloaded before cannot be used: the SHA-256/.test(stdout), kept === 'something else', stdout);
    assert.equal(/ cannot be kept: /.test(stdout), kept !== 'what was released', stdout);
  });

test('a step whose download is not what was released starts nothing', { skip }, async (context) => {
  const { bytes } = archiveOfRelease(context);
  const { url } = await serve(context, (_, response) => response.end(tampered(bytes)));
  const { tools, run } = stepFrom(context, 'download', { 'library-base-url': url });
  const { code, stdout } = await run();
  assert.equal(code, 3, stdout);
  assert.match(stdout, /^::error .*SHA-256/m);
  assert.doesNotMatch(stdout, /^fault$/m);
  assert.ok(!existsSync(join(tools, 'chaos-libraries')));
});

const compiles = spawnSync('sh', ['-c', 'cc --version && make --version'], { timeout: 20_000 }).status === 0;

test('a step builds its libraries with the compiler of the machine, and loads no others', {
  skip: skip ?? (compiles ? undefined : 'there is no compiler here'),
  timeout: 300_000,
}, async (context) => {
  const { run } = stepFrom(context, 'build', {}, ['c']);
  const { code, stdout, stderr } = await run();
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^fault$/m);
  assert.match(stdout, /\(built with .+\)$/m);
  const digests = loaded(stdout);
  assert.ok(digests.length > 0 && digests.every((digest) => !shipped().has(digest)), stdout);
});
