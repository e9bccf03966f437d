import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMistake, formatMistakes } from '../../src/profile/format.ts';
import type { Mistake } from '../../src/profile/mistake.ts';
import { displayWidth } from '../../src/profile/width.ts';

function mistake(sourceLine: string, column: number): Mistake {
  return { code: 'errno', path: 'p.yml', line: 7, column, message: 'wrong', hint: 'right', sourceLine };
}

test('the caret stands below the column, whatever is before it', () => {
  const cases: [string, string, string][] = [
    ['fail: X', 'fail: ', '      ^'],
    ['\tfail: X', '\tfail: ', '\t      ^'],
    ['a:\tb\tX', 'a:\tb\t', '  \t \t^'],
    ['障害: X', '障害: ', '      ^'],
    ['é: X', 'é: ', '   ^'],
    ['e\u0301: X', 'e\u0301: ', '   ^'],
    ['👩‍👩‍👧: X', '👩‍👩‍👧: ', '    ^'],
    ['X', '', '^'],
    ['fail:', 'fail:', '     ^'],
  ];
  for (const [line, before, caret] of cases) {
    assert.equal(
      formatMistake(mistake(line, before.length + 1)),
      `p.yml:7:${before.length + 1}: wrong — right\n  ${line}\n  ${caret}`,
    );
  }
});

test('a long line is cut around the column and the caret still stands below it', () => {
  for (const offset of [0, 1, 49, 50, 51, 500, 950, 998, 999]) {
    const line = `${'.'.repeat(offset)}X${'.'.repeat(999 - offset)}`;
    const [, text = '', caret = ''] = formatMistake(mistake(line, offset + 1)).split('\n');
    assert.ok(text.length <= 104, String(offset));
    assert.equal(text[caret.indexOf('^')], 'X', String(offset));
  }
});

test('a cut does not split a character of two code units', () => {
  for (const offset of [500, 501, 502]) {
    const text = formatMistake(mistake('👍'.repeat(400), offset + 1));
    assert.ok(!/\p{Cs}|\ufffd/u.test(text));
  }
});

test('what would move the cursor or start a command of the terminal is replaced', () => {
  const text = formatMistake({ ...mistake('a\x1b[31m\u202eb\0', 4), path: 'evil\n::error::.yml', message: 'say "\r"' });
  assert.equal(text, 'evil\ufffd::error::.yml:7:4: say "\ufffd" — right\n  a\ufffd[31m\ufffdb\ufffd\n     ^');
});

test('a mistake without a line is one line', () => {
  assert.equal(formatMistake(mistake('', 1)), 'p.yml:7:1: wrong — right');
});

test('beyond the limit only the number of mistakes is told', () => {
  const three = [mistake('', 1), mistake('', 2), mistake('', 3)];
  assert.equal(formatMistakes(three, 2), 'p.yml:7:1: wrong — right\np.yml:7:2: wrong — right\n… and 1 more mistakes');
  assert.equal(formatMistakes(three).split('\n').length, 3);
});

test('the width of a text is that of a terminal', () => {
  const widths: [string, number][] = [
    ['', 0],
    ['abc', 3],
    ['日本', 4],
    ['한글', 4],
    ['ｶﾅ', 2],
    ['Ａ', 2],
    ['👍', 2],
    ['❤\ufe0f', 2],
    ['e\u0301', 1],
    ['a\u200bb', 2],
  ];
  for (const [text, width] of widths) assert.equal(displayWidth(text), width, JSON.stringify(text));
});
