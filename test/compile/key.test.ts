import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleKey } from '../../src/compile/key.ts';

test('the key of a rule is the 64-bit FNV-1a hash of its id', () => {
  assert.equal(ruleKey(''), 0xcbf29ce484222325n);
  assert.equal(ruleKey('a'), 0xaf63dc4c8601ec8cn);
  assert.equal(ruleKey('foobar'), 0x85944171f73967e8n);
});
