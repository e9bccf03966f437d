import type { Mistake } from './mistake.ts';
import { displayWidth } from './width.ts';

const WINDOW = 100;
const INDENT = '  ';

/**
 * A mistake for a reader: `file:line:column: message — hint`, then the offending line and a caret below its column.
 * No line ending at the end. Long lines are cut around the column, characters that move the cursor are replaced.
 */
export function formatMistake(mistake: Mistake): string {
  const { path, line, column, message, hint, sourceLine } = mistake;
  const first = `${visible(path)}:${line}:${column}: ${visible(message)} — ${visible(hint)}`;
  if (sourceLine.trim() === '') return first;
  const { text, at } = cut(sourceLine, column - 1);
  return `${first}\n${INDENT}${visible(text)}\n${INDENT}${blank(visible(text.slice(0, at)))}^`;
}

/** Several mistakes, one below the other; after `limit` of them only how many more there are. */
export function formatMistakes(mistakes: readonly Mistake[], limit = 100): string {
  const shown = mistakes.slice(0, limit).map(formatMistake);
  if (mistakes.length > limit) shown.push(`… and ${mistakes.length - limit} more mistakes`);
  return shown.join('\n');
}

/** The part of a line around an offset, and where the offset is in that part. */
function cut(line: string, offset: number): { text: string; at: number } {
  if (line.length <= WINDOW) return { text: line, at: offset };
  let start = Math.max(0, Math.min(offset - WINDOW / 2, line.length - WINDOW));
  let end = Math.min(line.length, start + WINDOW);
  if (isTrail(line.charCodeAt(start))) start -= 1;
  if (isTrail(line.charCodeAt(end))) end += 1;
  const before = start > 0 ? '…' : '';
  const after = end < line.length ? '…' : '';
  return { text: before + line.slice(start, end) + after, at: before.length + offset - start };
}

/** The second half of a character that takes two code units. */
function isTrail(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** As many columns of white space as the text takes, tabs kept, so that the terminal does the same to both lines. */
function blank(text: string): string {
  return text
    .split('\t')
    .map((part) => ' '.repeat(displayWidth(part)))
    .join('\t');
}

/** Control characters, and those that reverse the writing direction, as a visible stand-in of width 1. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
  return text.replace(/[\0-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu, '\ufffd');
}
