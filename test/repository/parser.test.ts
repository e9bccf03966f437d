import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { scratch } from '../scratch.ts';
import { read, root } from './markdown.ts';

const ACTIONLINT = join(root, 'node_modules/@kjanat-actionlint/actionlint-linux-x64/bin/actionlint');
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);
const skip = process.arch === 'x64' ? undefined : 'actionlint is there for x64';

test('actionlint finds nothing in the workflows', { skip }, () => {
  const { status, stdout, stderr } = spawnSync(ACTIONLINT, ['-no-color', '-shellcheck='], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(status, 0, stdout + stderr);
});

interface Diagnostic {
  message: string;
  range: { start: { line: number } };
}

interface LanguageService {
  validate(document: { uri: string; getText(): string }): Promise<Diagnostic[]>;
  document(uri: string, language: string, version: number, text: string): { uri: string; getText(): string };
}

/** GitHub's own checks of workflows and actions; its packages import JSON in a way that only bundlers understand. */
async function languageService(directory: string): Promise<LanguageService> {
  const entry = join(directory, 'entry.mjs');
  const modules = join(root, 'node_modules');
  writeFileSync(
    entry,
    `export { validate } from '${modules}/@actions/languageservice/dist/index.js';
     import { TextDocument } from '${modules}/vscode-languageserver-textdocument/lib/esm/main.js';
     export const document = TextDocument.create;`,
  );
  const bundle = await rolldown({ input: entry, platform: 'node', logLevel: 'silent' });
  const file = join(directory, 'service.mjs');
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  return import(pathToFileURL(file).href);
}

test("GitHub's own parser finds nothing in the workflows and in action.yml", async (context) => {
  const { validate, document } = await languageService(scratch(context));
  const complaints = async (path: string, text: string) =>
    (await validate(document(`file:///${path}`, 'yaml', 1, text))).map(
      ({ message, range }) => `${path}:${range.start.line + 1}: ${message}`,
    );
  for (const path of [...workflows, 'action.yml']) assert.deepEqual(await complaints(path, read(path)), []);
  const spoiled = read('.github/workflows/ci.yml').replace('runs-on:', 'runs-no:');
  assert.notDeepEqual(await complaints('.github/workflows/spoiled.yml', spoiled), []);
});
