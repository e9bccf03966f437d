import { displayWidth } from '../profile/width.ts';
import { cutMiddle } from './printable.ts';

export interface Cell {
  text: string;
  align?: 'right';
  /** Puts colour around the text once its width is known. */
  paint?: (text: string) => string;
}

const GAP = '  ';
const NARROWEST = 8;
/** More of a cell is never measured, nor shown. */
const LONGEST = 400;
/** Where lines may be of any length, longer cells stick out of their columns. */
const WIDEST = 80;

/**
 * Rows of cells as lines with aligned columns, no wider than `width` as far as columns of at least 8 allow: the widest
 * columns lose the middle of their texts first. Where `width` is Infinity nothing is lost. Texts must be printable.
 */
export function columns(rows: Cell[][], width: number): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, { text }] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cutMiddle(text, LONGEST)));
  const endless = width === Number.POSITIVE_INFINITY;
  if (!endless) narrow(widths, width - GAP.length * (widths.length - 1));
  return rows.map((row) => {
    const cells = row.map((cell, index) =>
      padded(cell, Math.min(widths[index] ?? 0, endless ? WIDEST : width), endless),
    );
    return cells.join(GAP).trimEnd();
  });
}

function narrow(widths: number[], room: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  for (; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

function padded({ text, align, paint }: Cell, width: number, whole: boolean): string {
  const shown = fitting(text, whole ? Number.POSITIVE_INFINITY : width);
  const padding = ' '.repeat(Math.max(0, width - displayWidth(shown)));
  const painted = paint ? paint(shown) : shown;
  return align === 'right' ? padding + painted : painted + padding;
}

/** A text that takes at most so many columns of a terminal, cut in its middle. */
export function fitting(text: string, width: number): string {
  let shown = cutMiddle(text, LONGEST);
  for (let most = Math.min(shown.length, width); most > 0; ) {
    const excess = displayWidth(shown) - width;
    if (excess <= 0) break;
    // A character is at most two columns wide.
    if (shown.length <= most) most -= Math.ceil(excess / 2);
    shown = cutMiddle(text, Math.max(1, most));
  }
  return shown;
}

/** A text as lines of at most `width` columns, broken between words; one that is longer is broken where the line ends. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((word) => pieces(word, width))) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(`${last} ${word}`) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word];
  const found = [''];
  for (const character of word) {
    const longer = found.at(-1) + character;
    if (displayWidth(longer) <= width) found[found.length - 1] = longer;
    else found.push(character);
  }
  return found;
}
