import { UsageError } from '../error.ts';
import { durationHint, parseDuration } from '../profile/duration.ts';
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

function wholeNumber(text: string): number | undefined {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
