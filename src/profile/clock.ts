import { about, type Finding } from './finding.ts';
import type { Target } from './operation.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

/** Linux's clocks as rule texts name them; a number means a clock that has no name here. */
export const CLOCKS = [
  ...['realtime', 'monotonic', 'process_cputime_id', 'thread_cputime_id', 'monotonic_raw', 'realtime_coarse'],
  ...['monotonic_coarse', 'boottime', 'realtime_alarm', 'boottime_alarm', 'tai'],
];

/** The function of an operation that is told a clock. */
const TELLS: Record<string, string> = { now: 'clock_gettime', sleep: 'clock_nanosleep', getres: 'clock_getres' };

/** The names of clocks by their numbers: under two names a clock would be two targets. */
const NUMBERED = new Map(CLOCKS.map((name, index) => [String(name === 'tai' ? 11 : index), name]));

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
  const name = NUMBERED.get(word) ?? word;
  if (!isClock(name)) {
    const meant = nearest(name, CLOCKS);
    const hint = meant ? `did you mean ${meant}?` : `the clocks are ${CLOCKS.join(', ')}`;
    return about(tree, 'wrong-selector', `unknown clock ${quote(clock)}`, hint);
  }
  if (!target) return undefined;
  const { library, operation, symbol = TELLS[operation ?? ''] } = target;
  if (symbol !== undefined && Object.values(TELLS).includes(symbol)) return `${symbol}/${name}`;
  const message = symbol?.includes('/')
    ? `on names the clock of ${symbol} already`
    : `calls of ${library.name}.${target.symbol ?? operation ?? '*'} are not told a clock`;
  return about(tree, 'wrong-selector', message, 'write on: time.now or on: time.sleep, or leave clock out');
}
