import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quote } from '../../src/profile/quote.ts';

test('a value is shown short, on one line, and quoted where it could be misread', () => {
  const cases: [unknown, string][] = [
    ['io.fsync', 'io.fsync'],
    ['/data/wal.log', '/data/wal.log'],
    ['*', '*'],
    ['', '""'],
    ['.', '"."'],
    ['two words', '"two words"'],
    ['a\n::error::b', '"a\\n::error::b"'],
    ['\u202eevil\u009b', '"\\u202eevil\\u009b"'],
    ['x'.repeat(1000), `${'x'.repeat(60)}…`],
    [null, 'nothing'],
    [[], 'an empty list'],
    [[1], 'a list'],
    [Object.create(null), 'an empty map'],
    [{ a: 1 }, 'a map'],
    [0.5, '0.5'],
    [false, 'false'],
  ];
  for (const [value, shown] of cases) assert.equal(quote(value), shown);
});
