import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Supplies } from '../../src/libraries/supplies.ts';
import { put, scratch } from '../scratch.ts';

const root = join(import.meta.dirname, '../..');
const BYTES = Buffer.from('an archive');

/** Variables of the runner for one test, in this process: GitHub's packages read them there. */
function runner(context: TestContext, variables: NodeJS.ProcessEnv): void {
  const names = /^(RUNNER_|GITHUB_|ACTIONS_)/;
  const before = Object.entries(process.env).filter(([name]) => names.test(name));
  const clear = () => {
    for (const name of Object.keys(process.env)) if (names.test(name)) delete process.env[name];
  };
  clear();
  Object.assign(process.env, variables);
  context.after(() => {
    clear();
    Object.assign(process.env, Object.fromEntries(before));
  });
}

/** GitHub's cache service as its client sees it: entries by key, and their bytes. */
async function cacheService(context: TestContext, writable: boolean) {
  const entries = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const [, method] = /\/twirp\/.*\/(\w+)$/.exec(request.url ?? '') ?? [];
      const key = method
        ? JSON.parse(body.toString()).key
        : decodeURIComponent(request.url?.slice(6).split('?')[0] ?? '');
      const blob = `${url}/blob/${encodeURIComponent(key)}`;
      const answer = (value: unknown) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      };
      if (method === 'GetCacheEntryDownloadURL')
        answer(entries.has(key) ? { ok: true, signed_download_url: blob, matched_key: key } : { ok: false });
      else if (method === 'CreateCacheEntry') answer({ ok: writable, signed_upload_url: `${blob}?sig=x` });
      else if (method) answer({ ok: true, entry_id: '1' });
      else if (request.method === 'PUT') {
        entries.set(key, body);
        response.writeHead(201, { etag: '"1"', 'last-modified': new Date().toUTCString() }).end();
      } else {
        const bytes = entries.get(key) ?? Buffer.alloc(0);
        response.writeHead(200, { 'content-length': bytes.length }).end(request.method === 'HEAD' ? undefined : bytes);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { entries, url };
}

function temporaryIn(directory: string): string {
  return join(put(join(directory, 'temp/.keep'), ''), '..');
}

for (const file of ['src/host/supplies.ts', 'dist/supplies.mjs']) {
  const skip = !existsSync(join(root, file)) && 'not built';
  const load = async (): Promise<Supplies> => {
    const { actionsSupplies } = await import(pathToFileURL(join(root, file)).href);
    return actionsSupplies(process.env);
  };

  test(`${file}: what was downloaded stays in the tool cache of the runner`, { skip }, async (context) => {
    const directory = scratch(context);
    const temporary = temporaryIn(directory);
    runner(context, { RUNNER_TEMP: temporary, RUNNER_TOOL_CACHE: join(directory, 'tools') });
    const { downloads } = await load();
    assert.equal(await downloads.take('v1-x.tar.gz'), undefined);
    await downloads.put('v1-x.tar.gz', BYTES);
    assert.deepEqual(await downloads.take('v1-x.tar.gz'), BYTES);
    assert.deepEqual(readdirSync(temporary), ['.keep']);
  });

  test(`${file}: a tool cache that is absent or cannot be written has nothing, and says so`, {
    skip,
  }, async (context) => {
    const directory = scratch(context);
    const tools = join(put(join(directory, 'file'), ''), 'tools');
    for (const place of [{ RUNNER_TOOL_CACHE: tools }, {}]) {
      runner(context, { RUNNER_TEMP: temporaryIn(directory), ...place });
      const { downloads } = await load();
      assert.equal(await downloads.take('x'), undefined);
      await assert.rejects(downloads.put('x', BYTES));
    }
  });

  test(`${file}: what was built goes into GitHub's cache, and comes back`, { skip }, async (context) => {
    const directory = scratch(context);
    const temporary = temporaryIn(directory);
    const { entries, url } = await cacheService(context, true);
    const service = { ACTIONS_CACHE_SERVICE_V2: 'true', ACTIONS_RESULTS_URL: `${url}/`, ACTIONS_RUNTIME_TOKEN: 'x' };
    runner(context, { RUNNER_TEMP: temporary, ...service });
    const { builds } = await load();
    assert.equal(await builds.take('key-1'), undefined);
    await builds.put('key-1', BYTES);
    assert.deepEqual([...entries.keys()], ['key-1']);
    assert.deepEqual(await builds.take('key-1'), BYTES);
    entries.set('key-1', Buffer.from('poison'));
    assert.equal(await builds.take('key-1'), undefined, 'what is no archive is nothing');
    assert.ok(
      !readdirSync(temporary).includes('key-1'),
      "what GitHub's package leaves there is the runner's to remove",
    );
  });

  test(`${file}: a cache that may not be written, or is not there, is no error`, { skip }, async (context) => {
    const directory = scratch(context);
    const { entries, url } = await cacheService(context, false);
    const service = { ACTIONS_CACHE_SERVICE_V2: 'true', ACTIONS_RESULTS_URL: `${url}/`, ACTIONS_RUNTIME_TOKEN: 'x' };
    for (const variables of [service, { ...service, ACTIONS_CACHE_MODE: 'read' }, {}]) {
      runner(context, { RUNNER_TEMP: temporaryIn(directory), ...variables });
      const { builds } = await load();
      await builds.put('key-1', BYTES);
      assert.equal(await builds.take('key-1'), undefined);
    }
    assert.equal(entries.size, 0);
  });

  test(`${file}: programs are run to their end, and nothing reaches compilers that would change what they make`, {
    skip,
  }, async (context) => {
    const directory = scratch(context);
    process.env.MAKEFLAGS = 'k';
    context.after(() => delete process.env.MAKEFLAGS);
    const program = put(join(directory, 'a program'), '#!/bin/sh\necho "$# $2 [$MAKEFLAGS]"; echo told >&2; exit 3\n');
    const { execute } = await load();
    assert.deepEqual(await execute(program, ['one', 'two "words"']), { code: 3, output: '2 two "words" []\ntold\n' });
    assert.equal((await execute(join(directory, 'absent'), [])).code, null);
  });
}
