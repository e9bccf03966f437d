import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { parse } from 'yaml';
import { cells } from '../../src/cell/cell.ts';
import { libraries } from '../../src/compile/grammar.ts';
import { acquireLibraries } from '../../src/libraries/acquire.ts';
import { archiveFile } from '../../src/libraries/archive.ts';
import { VERSION } from '../../src/version.ts';
import { serve } from '../libraries/server.ts';
import { scratch } from '../scratch.ts';
import { read, root } from './markdown.ts';

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string>;
}

const { on, jobs } = parse(read('.github/workflows/release.yml'));
const steps: Step[] = jobs.publish.steps;

test('what a release publishes is what library-source download asks it for', async (context) => {
  const directory = scratch(context);
  const pack = /^node scripts\/archives\.ts (\w+)$/m.exec(steps.map(({ run }) => run).join('\n'));
  assert.ok(pack, 'a step packs the archives');
  execFileSync(process.execPath, [join(root, 'scripts/archives.ts'), join(directory, pack[1] ?? '')]);
  symlinkSync(join(root, 'dist'), join(directory, 'dist'));

  const publish = steps.findIndex(({ run }) => run?.startsWith('gh release create'));
  const [, patterns = ''] = /--generate-notes (.*)$/.exec(steps[publish]?.run ?? '') ?? [];
  const published = globSync(patterns.split(' '), { cwd: directory });
  assert.deepEqual(
    cells.map(archiveFile).filter((name) => !published.some((path) => basename(path) === name)),
    [],
    'there is an archive for each cell',
  );
  const attest = steps.findIndex(({ uses }) => uses?.startsWith('actions/attest-build-provenance@'));
  const attested = globSync((steps[attest]?.with?.['subject-path'] ?? '').trim().split(/\s+/), { cwd: directory });
  assert.deepEqual(
    published.filter((path) => !attested.includes(path)),
    [],
    'all of it has provenance',
  );
  assert.ok(attest > steps.findIndex(({ run }) => run === pack[0]) && publish > attest);

  // GitHub gives an asset at .../releases/download/TAG/NAME.
  const tag = `v${VERSION}`;
  assert.match(tag, new RegExp(`^${on.push.tags[0].replaceAll('.', '\\.')}$`));
  const { url, asked } = await serve(context, (request, response) => {
    const name = request.url?.replace(`/releases/download/${tag}/`, '');
    const path = published.find((file) => basename(file) === name);
    if (path) response.end(readFileSync(join(directory, path)));
    else response.writeHead(404).end();
  });
  const nowhere = { take: async () => undefined, put: async () => undefined };
  const supplies = { downloads: nowhere, builds: nowhere, execute: async () => ({ code: 1, output: '' }) };
  const names = [...libraries.keys()];
  const wanted = { libraries: names, cells: [...cells], source: 'download' as const, environment: process.env };
  const baseUrl = `${url}/releases/download`;
  const { objects } = await acquireLibraries(
    { ...wanted, baseUrl, dist: join(root, 'dist') },
    async () => supplies,
    () => undefined,
  );
  assert.equal(objects.length, names.length * cells.length);
  assert.equal(asked.length, cells.length);
  assert.ok(existsSync(join(directory, 'dist/SHA256SUMS')) && published.includes('dist/SHA256SUMS'));
});
