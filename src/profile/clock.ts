import { about, type Finding } from './finding.ts';
import type { Target } from './operation.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

/** Linux's clocks as rule texts name them; a number means a clock that has no name here. */
const CLOCKS = [
  ...['realtime', 'monotonic', 'process_cputime_id', 'thread_cputime_id', 'monotonic_raw', 'realtime_coarse'],
  ...['monotonic_coarse', 'boottime', 'realtime_alarm', 'boottime_alarm', 'tai'],
];

/** The function of an operation that is told a clock. */
const TELLS: Record<string, string> = { now: 'clock_gettime', sleep: 'clock_nanosleep', getres: 'clock_getres' };

/** Reads the name of a clock, for the functions that are told one. */
export function readClock(tree: Tree, target: Target | undefined): string | Finding | undefined {
  const clock = typeof tree.value === 'number' ? String(tree.value) : tree.value;
  if (typeof clock !== 'string') return undefined;
  if (clock === '*') return target?.symbol ?? clock;
  const name = clock.toLowerCase().replace(/^clock_/, '');
  if (!CLOCKS.includes(name) && !/^\d{1,9}$/.test(name)) {
    const meant = nearest(name, CLOCKS);
    const hint = meant ? `did you mean ${meant}?` : `the clocks are ${CLOCKS.join(', ')}`;
    return about(tree, 'wrong-selector', `unknown clock ${quote(clock)}`, hint);
  }
  const symbol = target?.symbol ?? TELLS[target?.operation ?? ''];
  if (symbol !== undefined || !target) return `${symbol}/${name}`;
  const message = `calls of ${target.library.name}.${target.operation ?? '*'} are not told a clock`;
  return about(tree, 'wrong-selector', message, 'write on: time.now or on: time.sleep, or leave clock out');
}
