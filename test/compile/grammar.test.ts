import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errnos, isPossible, libraries } from '../../src/compile/grammar.ts';

const io = libraries.get('io');

test('an effect is possible on the operations that the tables give it to, and on a library when on any of them', () => {
  assert.ok(io);
  const cases: [string | undefined, string, boolean][] = [
    ['write', 'TORN', true],
    ['read', 'TORN', false],
    ['read', 'CORRUPT', true],
    ['fsync', 'ERRNO', true],
    ['constructor', 'ERRNO', false],
    [undefined, 'TORN', true],
    [undefined, 'OFFSET', false],
  ];
  for (const [operation, effect, possible] of cases) assert.equal(isPossible(io, operation, effect), possible);
});

test('functions are known by their operation, except those that have none', () => {
  assert.equal(io?.symbols.get('fopen64'), 'open');
  assert.equal(io?.symbols.has('dup'), false);
  assert.equal(errnos.get('ENOSPC'), 28);
});
