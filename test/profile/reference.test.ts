import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import schema from '../../schema/profile.schema.json' with { type: 'json' };
import { compileProfile } from '../../src/compile/compile.ts';
import { libraries } from '../../src/compile/grammar.ts';
import { ruleKey } from '../../src/compile/key.ts';
import { OTHER_EFFECTS } from '../../src/profile/effects.ts';
import { formatMistakes } from '../../src/profile/format.ts';
import { ProfileError } from '../../src/profile/mistake.ts';
import { parseProfile } from '../../src/profile/parse.ts';
import { operationsWith } from '../../src/profile/reach.ts';

const page = readFileSync(new URL('../../docs/profile.md', import.meta.url), 'utf8');

/** The blocks of the page with such an info string. */
function blocks(info: RegExp): string[] {
  return [...page.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].flatMap(([, found, text = '']) =>
    found && info.test(found) ? [text] : [],
  );
}

function parse(text: string) {
  return parseProfile(new TextEncoder().encode(text), 'profile.yml');
}

test('every example of the reference is a profile', () => {
  const rules = blocks(/^yaml rule/).map((text) => `version: 1\nrules:\n${text}`);
  assert.ok(blocks(/^yaml$/).length >= 3 && rules.length >= 4);
  for (const text of [...blocks(/^yaml$/), ...rules]) assert.ok(parse(text).rules.length > 0);
});

test('the reference explains every key of the schema', () => {
  const { rule, gate } = schema.definitions;
  for (const key of Object.keys({ ...schema.properties, ...rule.properties, ...gate.properties })) {
    assert.match(page, new RegExp(`^\\| \`${key}\` \\|`, 'm'));
  }
  for (const operation of rule.properties.on.anyOf[0]?.enum ?? [])
    assert.ok(page.includes(`\`${operation}\``), operation);
});

test('the reference says of every effect on which operations it can happen', () => {
  const kinds = new Map(OTHER_EFFECTS.map(({ key, kind }) => [key, kind]));
  const rows = [...page.matchAll(/^\| `(\w+)` \| .* \| ((?:`\w+\.\w+`(?:, )?)+) \|$/gm)].filter(([, key = '']) =>
    kinds.has(key),
  );
  assert.ok(rows.length >= 17, `${rows.length}`);
  for (const [, key = '', operations = ''] of rows) {
    const able = [...libraries.values()].flatMap((library) => operationsWith(library, kinds.get(key) ?? ''));
    assert.deepEqual(operations.replaceAll('`', '').split(', '), able, key);
  }
});

test('the rule texts in the reference are those that the rules become', () => {
  const rows = [...page.matchAll(/^\| `(\{.*\})` \| `(.*)` \|$/gm)];
  assert.equal(rows.length, 5);
  for (const [, rule, line = ''] of rows) {
    const [text] = compileProfile(parse(`version: 1\nrules: [${rule}]\n`));
    assert.equal(text?.lines[0]?.text, line.replaceAll('\\|', '|'));
  }
});

test('the number of a call site in the reference is the hash of its place', () => {
  const [, number = '', place = ''] = /`site=([0-9a-f]+)` is `(\S+)`/.exec(page) ?? [];
  assert.equal(number, ruleKey(place).toString(16));
});

test('the mistake in the reference is reported as it says', () => {
  const [shown = ''] = blocks(/^text$/);
  assert.throws(
    () => parse('version: 1\nrules:\n  - on: io.fsnyc\n    fail: EIO\n'),
    (error) => error instanceof ProfileError && `${formatMistakes(error.mistakes)}\n` === shown,
  );
});
