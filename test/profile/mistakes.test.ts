import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { formatMistakes } from '../../src/profile/format.ts';
import { MISTAKES, type Mistake, ProfileError } from '../../src/profile/mistake.ts';
import { parseProfile } from '../../src/profile/parse.ts';
import { processorMs } from '../processor-time.ts';

const FOLDER = new URL('../../fixtures/profile/bad/', import.meta.url);

/** The mistakes of a text or of bytes; none when it is a profile. */
function mistakesOf(input: string | Uint8Array, path = 'profile.yml'): readonly Mistake[] {
  try {
    parseProfile(typeof input === 'string' ? new TextEncoder().encode(input) : input, path);
    return [];
  } catch (error) {
    if (error instanceof ProfileError) return error.mistakes;
    throw error;
  }
}

/** Text of up to so many bytes that repeats a piece. */
function filled(piece: string, before = '', size = 256 * 1024): string {
  return before + piece.repeat(Math.floor((size - before.length) / piece.length));
}

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.yml'))) {
  test(`the mistakes of fixtures/profile/bad/${file} are reported as beside it`, () => {
    const golden = new URL(file.replace('.yml', '.txt'), FOLDER);
    const mistakes = mistakesOf(readFileSync(new URL(file, FOLDER)), file);
    assert.notEqual(mistakes.length, 0);
    const text = `${formatMistakes(mistakes)}\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });
}

test('bytes that are no text are refused with their place', () => {
  const rules = 'version: 1\nrules: [{ on: io.fsync, fail: EIO }]\n';
  const cases: [string, Uint8Array, string, number, number][] = [
    ['Latin-1', Buffer.from('version: 1\nname: caf\xe9\n', 'latin1'), 'not-utf8', 2, 10],
    ['UTF-16', Buffer.from(`\ufeff${rules}`, 'utf16le'), 'not-utf8', 1, 1],
    ['NUL', Buffer.from('version: 1\nname: a\0b\n'), 'control-character', 2, 8],
    ['escape', Buffer.from(`${rules}# \x1b[31m`), 'control-character', 3, 3],
    ['C1', Buffer.from(`${rules}# \u0085\u009b`), 'control-character', 3, 4],
    ['an executable', Buffer.from('\x7fELF\x02\x01\x01\0\0\0', 'latin1'), 'control-character', 1, 1],
    ['10 MiB', new Uint8Array(10 * 1024 * 1024), 'too-large', 1, 1],
    [
      '1 byte too many',
      Buffer.from(`${filled('# 345678901234\n', rules, 1024 * 1024)}${' '.repeat(16)}`),
      'too-large',
      1,
      1,
    ],
  ];
  for (const [what, bytes, code, line, column] of cases) {
    const [first, ...others] = mistakesOf(bytes);
    assert.deepEqual([first?.code, first?.line, first?.column, others.length], [code, line, column, 0], what);
  }
});

test('a byte order mark, CRLF line endings and a file of exactly 1 MiB are no mistakes', () => {
  const rules = '\ufeffversion: 1\r\nrules:\r\n  - on: io.fsync\r\n    fail: EIO\r\n';
  assert.deepEqual(mistakesOf(rules), []);
  const bytes = Buffer.concat([Buffer.from(rules), Buffer.alloc(1024 * 1024 - Buffer.byteLength(rules), '\n')]);
  assert.equal(bytes.length, 1024 * 1024);
  assert.deepEqual(mistakesOf(bytes), []);
});

test('the line of a mistake in a file with CRLF line endings has none', () => {
  const [mistake] = mistakesOf('version: 1\r\nrules:\r\n  - { on: io.fsnyc, fail: EIO }\r\n');
  assert.equal(mistake?.sourceLine, '  - { on: io.fsnyc, fail: EIO }');
});

test('hostile files are refused within seconds, with mistakes and nothing else', { timeout: 120_000 }, () => {
  const rules = 'version: 1\nrules:\n';
  const files: Record<string, string> = {
    brackets: filled('['),
    braces: filled('{'),
    'nested lists': filled('- '),
    'nested maps': filled('a: '),
    questions: filled('? '),
    anchors: filled('&a '),
    tags: filled('!a '),
    aliases: filled('- *a\n', '- &a {b: 1}\n'),
    'one key': filled('foo:\n'),
    tabs: filled('\ta: 1\n'),
    documents: filled('---\n'),
    'one line': filled('{ on: io.fsnyc, fail: EOI }, ', `${rules}  [`),
    'empty rules': filled('- {}\n', rules),
    'wrong rules': filled('- { on: io.fsnyc, fail: EOI, dealy: 3 }\n', rules),
    'shadowed rules': filled('- { on: io.*, fail: EIO }\n', rules),
    quote: filled('x', '"', 1024 * 1024),
  };
  for (const [what, text] of Object.entries(files)) {
    const start = processorMs();
    const mistakes = mistakesOf(text);
    assert.ok(mistakes.length > 0, what);
    assert.ok(formatMistakes(mistakes).length < 100_000, what);
    assert.ok(processorMs() - start < 10_000, `${what} took ${processorMs() - start} ms`);
  }
});

test('a key of an object prototype is an unknown key and changes no object', () => {
  const mistakes = mistakesOf('version: 1\n__proto__: { polluted: true }\nrules: [{ on: io.fsync, fail: EIO }]\n');
  assert.deepEqual(
    mistakes.map(({ code }) => code),
    ['unknown-key'],
  );
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

test('every code of a mistake appears in docs/profile.md', () => {
  const page = readFileSync(new URL('../../docs/profile.md', import.meta.url), 'utf8');
  for (const [code, meaning] of Object.entries(MISTAKES))
    assert.ok(page.includes(`| \`${code}\` | ${meaning} |`), code);
});

test('a path that is longer than what the libraries compare is refused', () => {
  const rule = (path: string) => `version: 1\nrules: [{ on: io.open, path: ${path}, fail: EIO }]\n`;
  assert.deepEqual(mistakesOf(rule(`//${'x'.repeat(1019)}/`)), []);
  const [mistake] = mistakesOf(rule(`/${'x'.repeat(1020)}`));
  assert.deepEqual([mistake?.code, mistake?.line, mistake?.column], ['path', 2, 30]);
  assert.equal(mistake?.message, 'the path has 1021 bytes');
});

test('the error names the first mistake and how many more there are', () => {
  assert.throws(() => parseProfile(new TextEncoder().encode('version: 2\nrules: []\n'), 'p.yml'), {
    name: 'ProfileError',
    message: 'p.yml:1:10: version 2 of the profile format is not known (and 1 more)',
  });
});
