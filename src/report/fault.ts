import { effects, errnos, resolverErrors, signals } from '../compile/grammar.ts';
import { milliseconds, readableDuration } from './duration.ts';
import { counted, withSeparators } from './words.ts';

const errnoNames = namesOf(errnos);
const resolverErrorNames = namesOf(resolverErrors);
const signalNames = namesOf(signals);

/** Of a number with several names the first one of the grammar. */
function namesOf(numbers: ReadonlyMap<string, number>): ReadonlyMap<number, string> {
  return new Map([...numbers].reverse().map(([name, number]) => [number, name]));
}

/**
 * What a fault was, from the number that the library recorded: a name, milliseconds, or a count. Of an errno with several
 * names (`EAGAIN`, `EWOULDBLOCK`) it is the `declared` one.
 */
export function faultValue(effect: string, value: bigint, declared?: string): string | number {
  switch (effects.get(effect)?.value) {
    case 'ERRNO':
    case 'ERRNO_COUNT':
      if (declared !== undefined && errnos.get(declared) === Number(value)) return declared;
      return errnoNames.get(Number(value)) ?? resolverErrorNames.get(Number(value)) ?? `errno ${value}`;
    case 'SIGNAL':
      return signalNames.get(Number(value)) ?? `signal ${value}`;
    case 'DURATION':
    case 'SIGNED_DURATION':
    case 'SPEED':
    case 'FACTOR':
      return milliseconds(value);
    default:
      return effect === 'FREEZE' ? milliseconds(value) : Number(value);
  }
}

/** Whether injections of the effect with different values are still the same fault, as delays drawn by chance are. */
export function isValueIncidental(effect: string): boolean {
  return !['ERRNO', 'ERRNO_COUNT', 'SIGNAL'].includes(effects.get(effect)?.value ?? '');
}

/** The effect alone: `filter family`. */
export function wordOf(effect: string): string {
  return effect.toLowerCase().replaceAll('_', ' ');
}

/** A fault as a rule declares it, or one whose value is a name, in few words: `EIO`, `delay 250 ms`, `torn`. */
export function describeFault(effect: string, value: string | number): string {
  const word = wordOf(effect);
  switch (effects.get(effect)?.value) {
    case 'ERRNO':
    case 'ERRNO_COUNT':
      return String(value);
    case 'DURATION':
      return `delay ${typeof value === 'number' ? readableDuration(value) : value}`;
    case 'SIGNED_DURATION':
      return `${word} ${typeof value === 'number' ? signedDuration(value) : value}`;
    case 'SIGNAL':
      return `${word} ${value}`;
    default:
      return word;
  }
}

/** Faults of one kind with the values that they had: `delay 10 ms to 48 ms`, `torn 12 to 4,096 bytes`, `short 1 byte`. */
export function describeRange(effect: string, { least, most }: { least: number; most: number }): string {
  const word = wordOf(effect);
  const from = least === most ? '' : `${withSeparators(least)} to `;
  switch (effects.get(effect)?.value) {
    case 'DURATION':
      return `delay ${rangeOf(least, most)}`;
    case 'SIGNED_DURATION':
    case 'SPEED':
    case 'FACTOR':
      return `${word} ${rangeOf(least, most)}`;
  }
  switch (effect) {
    case 'TORN':
    case 'SHORT':
      return `${word} ${from}${counted(most, 'byte')}`;
    case 'CORRUPT':
      return `${word} bit ${from}${withSeparators(most)}`;
    default:
      return word;
  }
}

function rangeOf(least: number, most: number): string {
  const [from, to] = [signedDuration(least), signedDuration(most)];
  return from === to ? from : `${from} to ${to}`;
}

function signedDuration(milliseconds: number): string {
  return `${milliseconds < 0 ? '−' : ''}${readableDuration(Math.abs(milliseconds))}`;
}
