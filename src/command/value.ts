import { type Cell, cellName, cells } from '../cell/cell.ts';
import { whatIsNeeded } from '../cell/unserved.ts';
import { UsageError } from '../error.ts';
import { type LibrarySource, librarySources } from '../libraries/source.ts';
import { durationHint, parseDuration } from '../profile/duration.ts';
import { nearest } from '../profile/suggestion.ts';
import { LONGEST_TIMEOUT_MS } from '../run/command.ts';

const MOST_REPEATS = 10_000;

/** A seed: a whole number from 0. `name` is how the user calls it. Throws a UsageError. */
export function parseSeed(name: string, text: string): number {
  const seed = wholeNumber(text);
  if (seed === undefined)
    throw new UsageError(`${name} ${text} is no seed; write a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  return seed;
}

/** A count from 1. Throws a UsageError. */
export function parseCount(name: string, text: string): number {
  const count = wholeNumber(text);
  if (!count || count > MOST_REPEATS)
    throw new UsageError(`${name} ${text} is no count; write a whole number from 1 to ${MOST_REPEATS}`);
  return count;
}

/** A timeout in milliseconds, of at least one and at most 24 days. Throws a UsageError. */
export function parseTimeout(name: string, text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new UsageError(`${name} ${text} is no duration; ${durationHint(text, '90s')}`);
  if (milliseconds < 1) throw new UsageError(`${name} ${text} is too short; write for example 90s`);
  if (milliseconds > LONGEST_TIMEOUT_MS)
    throw new UsageError(`${name} ${text} is too long; write at most ${24 * 24 * 60}m`);
  return milliseconds;
}

/** Where libraries may come from. Throws a UsageError. */
export function parseSource(name: string, text: string): LibrarySource {
  const source = librarySources.find((one) => one === text);
  if (source) return source;
  const close = nearest(text, librarySources);
  throw new UsageError(
    `${name} ${text} is unknown; ${close ? `did you mean ${close}?` : `use ${librarySources.join(', ')}`}`,
  );
}

/** An address below which releases lie, without a slash at its end. Throws a UsageError. */
export function parseBaseUrl(name: string, text: string): string {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address && /^https?:$/.test(address.protocol) && !address.search && !address.hash)
    return text.replace(/\/+$/, '');
  throw new UsageError(`${name} ${text} is no address; write for example https://mirror.example/chaos-action`);
}

/** Names of cells, separated by commas, blanks or line endings. Throws a UsageError. */
export function parseCells(name: string, text: string): Cell[] {
  const words = [...new Set(text.split(/[\s,]+/).filter(Boolean))];
  return words.map((word) => {
    const cell = cells.find((one) => cellName(one) === word);
    if (cell) return cell;
    const needed = whatIsNeeded(word);
    const known = cells.map(cellName);
    const close = needed ? undefined : nearest(word, known);
    const instead = close ? `did you mean ${close}?` : `there are ${known.join(', ')}`;
    throw new UsageError(`${name} there are no libraries for ${word}${needed ? `: ${needed}` : ''}; ${instead}`);
  });
}

function wholeNumber(text: string): number | undefined {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
