import { libraries } from '../compile/grammar.ts';
import { about, type Finding } from './finding.ts';
import type { Target } from './operation.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

const time = libraries.get('time');

/** Linux's clocks as rule texts name them, by their numbers. */
const CLOCKS = time?.kinds ?? [];

/** The function of an operation that is told a clock. */
const TELLS = new Map(
  [...(time?.symbols ?? [])]
    .filter(([name]) => time?.withKinds.has(name))
    .map(([name, operation]) => [operation, name]),
);

/** Whether rule texts have such a clock: a name, or a number in its one spelling. */
export function isClock(name: string): boolean {
  return CLOCKS.includes(name) || /^(0|[1-9]\d{0,8})$/.test(name);
}

/** Reads the name of a clock, for the functions that are told one. */
export function readClock(tree: Tree, target: Target | undefined): string | Finding | undefined {
  const clock = typeof tree.value === 'number' ? String(tree.value) : tree.value;
  if (typeof clock !== 'string') return undefined;
  if (clock === '*') return target?.symbol ?? clock;
  const word = clock.toLowerCase().replace(/^clock_/, '');
  // Under two names a clock would be two targets.
  const name = (isClock(word) && CLOCKS[Number(word)]) || word;
  if (!isClock(name)) {
    const meant = nearest(name, CLOCKS);
    const hint = meant ? `did you mean ${meant}?` : `the clocks are ${CLOCKS.join(', ')}`;
    return about(tree, 'wrong-selector', `unknown clock ${quote(clock)}`, hint);
  }
  if (!target) return undefined;
  const { library, operation, symbol = TELLS.get(operation ?? '') } = target;
  if (symbol !== undefined && time?.withKinds.has(symbol)) return `${symbol}/${name}`;
  const message = symbol?.includes('/')
    ? `on names the clock of ${symbol} already`
    : `calls of ${library.name}.${target.symbol ?? operation ?? '*'} are not told a clock`;
  return about(tree, 'wrong-selector', message, 'write on: time.now or on: time.sleep, or leave clock out');
}
