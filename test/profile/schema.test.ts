import assert from 'node:assert/strict';
import { test } from 'node:test';
import schema from '../../schema/profile.schema.json' with { type: 'json' };
import { errnos, libraries, resolverErrors } from '../../src/compile/grammar.ts';
import { OTHER_EFFECTS } from '../../src/profile/effects.ts';
import { parseProfile } from '../../src/profile/parse.ts';

const rule = schema.definitions.rule.properties;

test('the schema names the operations and errnos that the libraries have', () => {
  const operations = [...libraries.values()].flatMap(({ name, operations }) =>
    ['*', ...operations.keys()].map((operation) => `${name}.${operation}`),
  );
  assert.deepEqual(rule.on.anyOf[0]?.enum, operations);
  assert.deepEqual(rule.fail.enum, [...errnos.keys(), ...resolverErrors.keys()]);
});

test('everything in the schema has a description, and every key an example that is accepted', () => {
  const example = (key: string, value: unknown) => {
    const target = targetOf(key, value);
    return target && { version: 1, rules: [{ ...target, [key]: value }] };
  };
  for (const [key, { description, examples }] of Object.entries(rule)) {
    assert.ok(description, key);
    const profiles = (examples as unknown[])
      .map((value) => example(key, value))
      .filter((profile) => profile !== undefined);
    assert.ok(profiles.length > 0, key);
    for (const profile of profiles) assert.equal(parse(profile).rules.length, 1, key);
  }
  const { gate } = schema.definitions;
  const { gate: _, ...head } = schema.properties;
  for (const [key, { description, examples }] of Object.entries({ ...head, ...gate.properties })) {
    assert.ok(description, key);
    for (const example of examples) {
      const value = key in gate.properties ? { gate: { [key]: example } } : { [key]: example };
      assert.ok(parse({ version: 1, rules: [{ on: 'io.fsync', fail: 'EIO' }], ...value }), key);
    }
  }
});

/** What a rule needs beside a key; undefined where no library can do with it. */
function targetOf(key: string, value: unknown): Record<string, unknown> | undefined {
  const selected = [...libraries.values()].find(({ selectors }) => selectors.includes(key));
  const kind = OTHER_EFFECTS.find((effect) => effect.key === key)?.kind;
  if (key === 'symbol')
    return [...libraries.values()]
      .filter(({ symbols }) => symbols.has(String(value).split('/')[0] ?? ''))
      .map(({ name }) => ({ on: `${name}.*`, fail: 'EIO' }))[0];
  if (selected) {
    const operation = key === 'clock' ? 'now' : '*';
    const [error] = selected.errors.keys();
    return { on: `${selected.name}.${operation}`, fail: error };
  }
  if (!kind) return key === 'on' ? { fail: 'EIO' } : { on: 'io.fsync', ...(key === 'fail' ? {} : { fail: 'EIO' }) };
  const able = [...libraries.values()].flatMap(({ name, operations }) =>
    [...operations].filter(([, effects]) => effects.has(kind)).map(([operation]) => ({ on: `${name}.${operation}` })),
  );
  // A size limits memory, a number the answers of name resolution, too.
  return /B$/.test(String(value)) ? able.at(-1) : able[0];
}

test('JSON is accepted as YAML', () => {
  assert.equal(parse({ version: 1, name: 'json', rules: [{ on: 'io.fsync', fail: 'EIO' }] }).name, 'json');
});

function parse(profile: object) {
  return parseProfile(new TextEncoder().encode(JSON.stringify(profile)), 'profile.json');
}
