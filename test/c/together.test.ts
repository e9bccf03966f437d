import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { readTelemetry } from '../../src/run/directory.ts';
import { decodeTelemetry } from '../../src/telemetry/decode.ts';
import { follow } from '../running.ts';
import { glibc, libraries, musl, probeProgram } from './build.ts';
import { fill, place, run, start } from './probe.ts';

/** Rule texts that follow one another, by library: faults of every kind, now and then. */
const FAULTS: Record<string, string[]> = {
  io: ['*:EIO@0.05', '*:read:SHORT@0.5\n*:write:TORN@0.3', '# none', '/nowhere:EIO\n*:LATENCY:20us@0.1', '*:CORRUPT'],
  net: [
    '*:ECONNRESET@0.1',
    '*:send:SHORT@0.5\n*:recv:CORRUPT',
    '# none',
    'unix://*:LATENCY:20us@0.1',
    '*:poll:EINTR@0.5',
  ],
  dns: [
    '*:EAI_AGAIN@0.3',
    '# none',
    'dns://*:SHUFFLE',
    '*:LATENCY:20us@0.1',
    'dns://127.0.0.1:OVERRIDE:192.0.2.1,192.0.2.2',
  ],
  time: ['*:LATENCY:20us@0.1', 'clock_gettime:OFFSET:1000', '# none', 'nanosleep:EINTR@0.5', '*:RATE:2'],
  memory: [
    'malloc:ENOMEM@0.1',
    'mmap:ENOMEM@0.2\nmunmap:EINVAL@0.2',
    '# none',
    '*:LATENCY:20us@0.1',
    'malloc:LATENCY:20us@0.1',
  ],
  process: ['fork:EAGAIN@0.5', 'waitpid:EINTR@0.5', '# none', '*:LATENCY:20us@0.1', 'fork:EAGAIN@every=2'],
};

const MS = process.env.CHAOS_TEST_FORM === 'long' ? 20_000 : 2_500;

for (const toolchain of [glibc, musl])
  for (const asRun of [true, false])
    test(`${toolchain.libc}: all libraries, their rules changed a hundred times a second under eight threads (${asRun ? 'in a run' : 'by time'})`, {
      skip: toolchain.missing,
    }, async (context) => {
      const at = place(context);
      const initial = Object.fromEntries(libraries.map((library) => [library, '# none']));
      if (asRun) fill(at, initial);
      else for (const library of libraries) writeFileSync(join(at.run, `${library}.conf`), '');
      const [program = '', ...args] = [...toolchain.within, probeProgram('together', toolchain), String(MS)];
      const child = spawn(program, args, {
        cwd: at.work,
        env: {
          LD_PRELOAD: libraries.map((library) => toolchain.object(library)).join(':'),
          CHAOS_CONFIG_DIR: at.run,
          CHAOS_RELOAD_MS: '1',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const limit = setTimeout(() => child.kill('SIGKILL'), MS + 30_000);
      const running = follow(child);
      await Promise.race([running.said('ready'), running.ended]);
      const control = asRun ? openSync(join(at.run, 'control'), 'r+') : undefined;
      let changes = 0;
      const storm = setInterval(() => {
        const i = changes++;
        const library = libraries[i % libraries.length] ?? '';
        const texts = FAULTS[library] ?? [];
        const path = join(at.run, `${library}.conf`);
        writeFileSync(`${path}.new`, `${texts[Math.floor(i / libraries.length) % texts.length]}\n`);
        renameSync(`${path}.new`, path);
        if (control === undefined) return;
        const generation = Buffer.alloc(4);
        readSync(control, generation, 0, 4, 12);
        generation.writeUInt32LE(generation.readUInt32LE() + 1);
        writeSync(control, generation, 0, 4, 12);
      }, 10);
      const ended = await running.ended;
      clearInterval(storm);
      clearTimeout(limit);
      if (control !== undefined) closeSync(control);
      const said = new Map(ended.stdout.split('\n').map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]));
      assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, ''], ended.stdout);
      assert.ok(changes > MS / 50, `${changes} changes`);
      assert.ok((said.get('rounds') ?? 0) > 1000, ended.stdout);
      assert.equal(said.get('descriptors'), 0);
      const more = said.get(toolchain.emulated ? 'mapped' : 'grown') ?? 0;
      assert.ok(more < 1500, `old rules are given back: ${more} KiB more`);
      if (!asRun) return;
      const { injections } = decodeTelemetry(readTelemetry(at.run));
      const seen = new Set([...injections].map(({ library }) => library));
      assert.deepEqual(
        libraries.filter((library) => !seen.has(library)),
        [],
      );
    });

const SILENT = Object.fromEntries(libraries.map((library) => [library, '*:LATENCY:1@0']));

for (const rules of [undefined, SILENT, { ...SILENT, io: '$:unlink:EIO@0.5\n$:pread:CORRUPT' }])
  for (const toolchain of [glibc, musl])
    test(`${toolchain.libc}: with all libraries a thousand threads with stacks of 16 KiB have room (${rules?.io ?? 'no rules'})`, {
      skip: toolchain.missing,
    }, (context) => {
      const bare = start(place(context), 'stacks', { toolchain, bare: true });
      if (bare.status !== 0) return context.skip(`not even without the libraries: ${bare.lines.at(-1)}`);
      const { lines } = run(context, 'stacks', { ...(rules && { rules }), libraries, toolchain });
      assert.match(lines[0] ?? '', /^\d+ failed of 6000$/);
    });

for (const toolchain of [glibc, musl])
  test(`${toolchain.libc}: with all libraries a process of many threads forks, and its children live`, {
    skip: toolchain.missing,
  }, (context) => {
    for (const rules of [SILENT, { ...SILENT, io: '$:write:EIO@0.2' }]) {
      const { lines } = run(context, 'forks', { rules, libraries, toolchain });
      assert.deepEqual(lines, ['100 children ended well']);
    }
  });
