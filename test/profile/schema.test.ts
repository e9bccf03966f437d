import assert from 'node:assert/strict';
import { test } from 'node:test';
import schema from '../../schema/profile.schema.json' with { type: 'json' };
import { errnos, libraries } from '../../src/compile/grammar.ts';
import { parseProfile } from '../../src/profile/parse.ts';

const rule = schema.definitions.rule.properties;

test('the schema names the operations and errnos that the libraries have', () => {
  const operations = [...libraries.values()].flatMap(({ name, operations }) =>
    ['*', ...operations.keys()].map((operation) => `${name}.${operation}`),
  );
  assert.deepEqual(rule.on.enum, operations);
  assert.deepEqual(rule.fail.enum, [...errnos.keys()]);
});

test('everything in the schema has a description, and every key an example that is accepted', () => {
  const effects = ['fail', 'delay', 'torn', 'corrupt'];
  for (const [key, { description, examples }] of Object.entries(rule)) {
    assert.ok(description, key);
    for (const example of examples) {
      const on = key === 'on' ? example : ({ torn: 'io.write', corrupt: 'io.read' }[key] ?? 'io.fsync');
      const profile = {
        version: 1,
        rules: [{ on, ...(effects.includes(key) ? {} : { fail: 'EIO' }), [key]: example }],
      };
      assert.equal(parse(profile).rules.length, 1, key);
    }
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

test('JSON is accepted as YAML', () => {
  assert.equal(parse({ version: 1, name: 'json', rules: [{ on: 'io.fsync', fail: 'EIO' }] }).name, 'json');
});

function parse(profile: object) {
  return parseProfile(new TextEncoder().encode(JSON.stringify(profile)), 'profile.json');
}
