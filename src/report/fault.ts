import grammar from '../compile/grammar.json' with { type: 'json' };
import { readableDuration } from './duration.ts';

const valueKinds: ReadonlyMap<string, string> = new Map(grammar.effects.map(({ name, value }) => [name, value]));

/** Of an errno with several names the first one of the grammar. */
const errnoNames: ReadonlyMap<number, string> = new Map(
  [...grammar.errnos].reverse().map(({ name, number }) => [number, name]),
);

/** What a fault was, from the number that the library recorded: an errno's name, milliseconds, or a count. */
export function faultValue(effect: string, value: bigint): string | number {
  switch (valueKinds.get(effect)) {
    case 'ERRNO':
    case 'ERRNO_COUNT':
      return errnoNames.get(Number(value)) ?? `errno ${value}`;
    case 'DURATION':
      return Number(value / 1000n) / 1000;
    default:
      return Number(value);
  }
}

/** Whether injections of the effect with different values are still the same fault, as the bits of CORRUPT are. */
export function isValueIncidental(effect: string): boolean {
  return valueKinds.get(effect) === 'NOTHING';
}

/** A fault in few words: `EIO`, `delay 250 ms`, `torn`. */
export function describeFault(effect: string, value: string | number): string {
  switch (valueKinds.get(effect)) {
    case 'ERRNO':
    case 'ERRNO_COUNT':
      return String(value);
    case 'DURATION':
      return `delay ${typeof value === 'number' ? readableDuration(value) : value}`;
    default:
      return effect.toLowerCase();
  }
}
