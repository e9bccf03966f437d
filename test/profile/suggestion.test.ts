import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest, typingSlips } from '../../src/profile/suggestion.ts';

test('slips are characters left out, added, mistaken and swapped', () => {
  const cases: [string, string, number][] = [
    ['', '', 0],
    ['fsync', 'fsync', 0],
    ['fsnc', 'fsync', 1],
    ['fsyync', 'fsync', 1],
    ['fsinc', 'fsync', 1],
    ['fsnyc', 'fsync', 1],
    ['', 'open', 4],
    ['open', '', 4],
    ['kitten', 'sitting', 3],
  ];
  for (const [from, to, slips] of cases) assert.equal(typingSlips(from, to), slips, `${from} ${to}`);
});

test('the nearest word is suggested and a far one is not', () => {
  const words = ['fail', 'from', 'delay', 'probability', 'process'];
  const cases: [string, string | undefined][] = [
    ['fial', 'fail'],
    ['FAIL', 'fail'],
    ['dealy', 'delay'],
    ['probabilty', 'probability'],
    ['proces', 'process'],
    ['xyz', undefined],
    ['', undefined],
    ['p'.repeat(10_000), undefined],
  ];
  for (const [word, expected] of cases) assert.equal(nearest(word, words), expected, word.slice(0, 20));
});
