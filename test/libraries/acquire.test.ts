import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type Cell, cellName, cells } from '../../src/cell/cell.ts';
import { type Acquired, acquireLibraries, type Wanted } from '../../src/libraries/acquire.ts';
import { pack, unpack } from '../../src/libraries/archive.ts';
import { digestOf } from '../../src/libraries/checksums.ts';
import { childExecute } from '../../src/libraries/execute.ts';
import { libraryFile } from '../../src/libraries/object.ts';
import { directoryStore, type Store } from '../../src/libraries/store.ts';
import { VERSION } from '../../src/version.ts';
import { put, scratch } from '../scratch.ts';
import { serve } from './server.ts';

const CELL = cells.find((cell) => cellName(cell) === 'musl-arm64') as Cell;
const LIBRARIES = ['io', 'net'];
const FILES = LIBRARIES.map((library) => libraryFile(library, CELL));
const ASSET = `/v${VERSION}/libchaos-musl-arm64.tar.gz`;

/** An installation that lists libraries of all cells and has those of `bundled`, and a place to keep things. */
function installation(context: TestContext, bundled: Cell[]) {
  const directory = scratch(context);
  const dist = join(directory, 'dist');
  const lines = cells.flatMap((cell) =>
    LIBRARIES.map((library) => {
      const file = libraryFile(library, cell);
      if (bundled.includes(cell)) put(join(dist, 'lib', file), `this is ${file}`);
      return `${digestOf(Buffer.from(`this is ${file}`))}  lib/${file}\n`;
    }),
  );
  put(join(dist, 'SHA256SUMS'), lines.join(''), 0o644);
  const said: string[] = [];
  const acquire = (changes: Partial<Wanted>, store: Store = directoryStore(join(directory, 'cache'))) => {
    const environment = changes.environment ?? { PATH: '/nowhere' };
    const wanted: Wanted = { libraries: LIBRARIES, cells: [CELL], source: 'auto', baseUrl: '', environment, dist };
    const supplies = { downloads: store, builds: store, execute: childExecute(environment) };
    return acquireLibraries(
      { ...wanted, ...changes },
      async () => supplies,
      (line) => said.push(line),
    );
  };
  return { directory, dist, said, acquire };
}

function archive(content = (file: string) => `this is ${file}`): Buffer {
  return pack(new Map(FILES.map((file) => [file, Buffer.from(content(file))])));
}

function filesOf({ objects }: Acquired): string[] {
  return objects.map(({ file, bytes }) => {
    assert.equal(bytes.toString(), `this is ${file}`);
    return file;
  });
}

test('bundled libraries are taken as they lie there, and with them those of every other cell that is whole', async (context) => {
  const { said, dist, acquire } = installation(context, cells);
  const all = await acquire({});
  assert.equal(all.usableInPlace, true);
  assert.deepEqual(filesOf(all).slice(0, 2), FILES);
  assert.equal(all.objects.length, 8);
  assert.deepEqual(said, ['chaos: libraries for musl-arm64: io, net (bundled)']);
  writeFileSync(join(dist, 'lib/libchaos-io-glibc-amd64.so'), 'tampered');
  const fewer = await acquire({});
  assert.equal(fewer.usableInPlace, false, 'a program of that libc would find the tampered one beside ours');
  assert.equal(filesOf(fewer).length, 6);
});

test('a library that is missing, changed, unlisted or listed otherwise is not bundled', async (context) => {
  const { dist, acquire } = installation(context, [CELL]);
  const file = join(dist, 'lib', FILES[0] ?? '');
  const refused = (message: RegExp, changes: Partial<Wanted> = {}) =>
    assert.rejects(acquire({ source: 'bundled', ...changes }), { name: 'ToolError', message });
  await refused(/for musl-arm64: none bundled: .*libchaos-dns-musl-arm64.so is not there/, { libraries: ['dns'] });
  await refused(/for glibc-arm64: .* is not there; there are no libraries for glibc-amd64: /, {
    cells: [CELL, { libc: 'glibc', arch: 'arm64' }, { libc: 'glibc', arch: 'amd64' }],
  });
  writeFileSync(file, 'this is something else');
  await refused(/libchaos-io-musl-arm64.so was changed: its SHA-256 is not the one in dist\/SHA256SUMS/);
  writeFileSync(join(dist, 'SHA256SUMS'), 'nonsense\n');
  await refused(/is not listed/);
  rmSync(join(dist, 'SHA256SUMS'));
  await refused(/cannot be verified: dist\/SHA256SUMS cannot be read: no such file/);
});

test('what is not bundled is downloaded, and the next time it is there', async (context) => {
  const { said, acquire } = installation(context, []);
  const { url, asked } = await serve(context, (_, response) => response.end(archive()));
  for (let time = 1; time <= 2; time++) {
    const acquired = await acquire({ baseUrl: `${url}/releases//` });
    assert.deepEqual(filesOf(acquired), FILES);
    assert.equal(acquired.usableInPlace, false);
  }
  assert.deepEqual(
    asked.map(({ path }) => path),
    [`/releases${ASSET}`],
  );
  assert.match(said[0] ?? '', /^chaos: libraries for musl-arm64: none bundled: .* is not there; downloading them$/);
  assert.equal(said[1], `chaos: libraries for musl-arm64: io, net (downloaded from ${url}/releases${ASSET})`);
  assert.equal(said[3], 'chaos: libraries for musl-arm64: io, net (downloaded before)');
});

test('a tampered bundled library is never used: an intact one is downloaded', async (context) => {
  const { dist, acquire } = installation(context, [CELL]);
  writeFileSync(join(dist, 'lib', FILES[1] ?? ''), 'tampered');
  const { url } = await serve(context, (_, response) => response.end(archive()));
  assert.deepEqual(filesOf(await acquire({ baseUrl: url })), FILES);
});

test('a download that is not what was released is refused', async (context) => {
  const cases: [string, Buffer, RegExp][] = [
    ['tampered', archive((file) => (file === FILES[1] ? 'evil' : `this is ${file}`)), /SHA-256 of .*net-musl-arm64.so/],
    ['of another version', archive(() => 'other'), /SHA-256 of .*io-musl-arm64.so is not the one in dist\/SHA256SUMS/],
    ['incomplete', pack(new Map([[FILES[0] ?? '', Buffer.from(`this is ${FILES[0]}`)]])), /net-musl.* is not in it/],
    ['truncated', archive().subarray(0, 100), /unexpected end of file/],
    ['a page', Buffer.from('<html>sign in</html>'), /the archive is cut off/],
  ];
  for (const [name, bytes, message] of cases) {
    const { directory, acquire } = installation(context, []);
    const { url } = await serve(context, (_, response) => response.end(bytes));
    await assert.rejects(acquire({ source: 'download', baseUrl: url }), { name: 'ToolError', message }, name);
    assert.throws(() => readdirSync(join(directory, 'cache')), name);
  }
});

test('without digests of its own an installation downloads nothing', async (context) => {
  const { dist, acquire } = installation(context, []);
  const { url, asked } = await serve(context, (_, response) => response.end(archive()));
  for (const [text, message] of [
    ['', /is not listed in .*SHA256SUMS/],
    [`${'0'.repeat(64)}  lib/other.so\n`, /is not listed/],
  ] as const) {
    writeFileSync(join(dist, 'SHA256SUMS'), text);
    await assert.rejects(acquire({ source: 'download', baseUrl: url }), message);
  }
  rmSync(join(dist, 'SHA256SUMS'));
  await assert.rejects(acquire({ source: 'download', baseUrl: url }), /SHA256SUMS cannot be read/);
  assert.deepEqual(asked, []);
});

test('what was kept is verified again, and had again when it was changed', async (context) => {
  const { directory, said, acquire } = installation(context, []);
  const { url, asked } = await serve(context, (_, response) => response.end(archive()));
  await acquire({ source: 'download', baseUrl: url });
  const [kept = ''] = readdirSync(join(directory, 'cache'));
  for (const poison of [Buffer.from('poison'), archive(() => 'evil'), Buffer.alloc(0)]) {
    writeFileSync(join(directory, 'cache', kept), poison);
    assert.deepEqual(filesOf(await acquire({ source: 'download', baseUrl: url })), FILES);
  }
  assert.equal(asked.length, 4);
  assert.match(said.join('\n'), /what was downloaded before cannot be used: the SHA-256 of/);
});

test('a place that keeps nothing costs a download, and a line', async (context) => {
  const { directory, said, acquire } = installation(context, []);
  const { url } = await serve(context, (_, response) => response.end(archive()));
  const file = put(join(directory, 'file'), 'no directory');
  const occupied = join(directory, 'occupied');
  put(join(occupied, `v${VERSION}-libchaos-musl-arm64.tar.gz/in the way`), '');
  const full: Store = {
    take: async () => undefined,
    put: async () => writeFileSync('/dev/full', 'x'),
  };
  for (const store of [directoryStore(join(file, 'below')), directoryStore(occupied), full])
    assert.deepEqual(filesOf(await acquire({ source: 'download', baseUrl: url }, store)), FILES);
  assert.deepEqual(readdirSync(occupied).length, 1, 'nothing unfinished is left');
  assert.equal(said.filter((line) => line.includes('what was downloaded cannot be kept: ')).length, 3);
});

test('two at once on one machine get whole libraries, and leave a whole one for the third', async (context) => {
  const { directory, acquire } = installation(context, []);
  const { url } = await serve(context, (_, response) => {
    const bytes = archive();
    response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 50));
    setTimeout(() => response.end(bytes.subarray(50)), 30);
  });
  const both = await Promise.all(Array.from({ length: 4 }, () => acquire({ source: 'download', baseUrl: url })));
  for (const one of both) assert.deepEqual(filesOf(one), FILES);
  const kept = readdirSync(join(directory, 'cache'));
  assert.equal(kept.length, 1);
  assert.deepEqual(readFileSync(join(directory, 'cache', kept[0] ?? '')), archive());
});

test('auto that nothing serves names each step and what would help', async (context) => {
  const { said, acquire } = installation(context, []);
  const { url } = await serve(context, (_, response) => response.writeHead(404).end());
  await assert.rejects(acquire({ baseUrl: url }), {
    name: 'ToolError',
    message:
      /^there are no libraries for musl-arm64: none bundled: .* is not there; none downloaded: .*404 Not Found; none built: the sources are not there: .*\/c$/,
  });
  assert.deepEqual(
    said.map((line) => line.replace(/.*; /, '')),
    ['downloading them', 'building them'],
  );
});

const C = join(import.meta.dirname, '../../c');
const OWN = ownCell();

function ownCell(): Cell | undefined {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  return cells.find((cell) => cellName(cell) === `glibc-${arch}`);
}

test('libraries are built with a compiler of the system, kept, and built again when what was kept was changed', async (context) => {
  assert.ok(OWN);
  const { directory, said, acquire } = installation(context, []);
  const sources = join(directory, 'c');
  cpSync(C, sources, { recursive: true, filter: (path) => !path.includes('/c/test') });
  const build = () => acquire({ source: 'build', cells: [OWN], environment: { PATH: process.env.PATH } });
  const first = await build();
  assert.equal(first.objects.length, 2);
  assert.match(said.at(-1) ?? '', /^chaos: libraries for glibc-\w+: io, net \(built with .+ for .*linux.*\)$/);
  assert.deepEqual(await build(), first);
  assert.match(said.at(-1) ?? '', /\(built before with /);

  const [kept = ''] = readdirSync(join(directory, 'cache'));
  const path = join(directory, 'cache', kept);
  const good = unpack(readFileSync(path));
  const io = libraryFile('io', OWN);
  const sums = good.get('SHA256SUMS')?.toString() ?? '';
  const poisons: [string, Buffer, RegExp][] = [
    ['cut off', readFileSync(path).subarray(0, 1000), /unexpected end of file/],
    ['changed', pack(new Map([...good, [io, Buffer.from('evil')]])), /io.* was changed/],
    ['of other sources', pack(new Map([...good, ['SHA256SUMS', Buffer.from(`# other\n${sums}`)]])), /of other sources/],
  ];
  for (const [name, poison, message] of poisons) {
    writeFileSync(path, poison);
    assert.deepEqual(await build(), first, name);
    assert.match(said.at(-2) ?? '', /for glibc-\w+: what was built before cannot be used: /);
    assert.match(said.at(-2) ?? '', message);
  }

  writeFileSync(join(sources, 'core/rule.c'), '#error broken');
  await assert.rejects(build(), /none built: .+: make ended with 2: .*broken/);
});

test('a cell for which there is no compiler says what to install', async (context) => {
  const { directory, acquire } = installation(context, []);
  put(join(directory, 'c/Makefile'), 'native:\n');
  const bin = join(directory, 'bin');
  put(join(bin, 'make'), '#!/bin/sh\n');
  put(join(bin, 'cc'), '#!/bin/sh\ncase $1 in -dumpmachine) echo x86_64-linux-gnu ;; *) echo cc 1.0 ;; esac\n');
  const build = (cell: Cell) => acquire({ source: 'build', cells: [cell], environment: { PATH: bin } });
  await assert.rejects(
    build(CELL),
    /none built: no compiler here makes programs for musl-arm64; install zig or aarch64-linux-musl-gcc or musl-gcc$/,
  );
});

test('where a compiler fails the next one is tried, and all of them are named in the end', async (context) => {
  const { directory, acquire } = installation(context, []);
  put(join(directory, 'c/Makefile'), 'native:\n');
  const bin = join(directory, 'bin');
  put(join(bin, 'make'), '#!/bin/sh\necho "x.c: error: $*"\nexit 2\n');
  for (const name of ['cc', 'clang', 'aarch64-linux-gnu-gcc'])
    put(join(bin, name), `#!/bin/sh\ncase $1 in -dumpmachine) echo aarch64-linux-gnu ;; *) echo ${name} 1.0 ;; esac\n`);
  await assert.rejects(
    acquire({ source: 'build', cells: [{ libc: 'glibc', arch: 'arm64' }], environment: { PATH: bin } }),
    /none built: cc 1.0 for aarch64.*: make ended with 2: x.c: error: .*CC=\S+\/cc .*; clang 1.0 .*; aarch64-linux-gnu-gcc 1.0 /,
  );
});
