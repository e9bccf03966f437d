import { errno } from './probe.ts';
import { trySymbols } from './symbols.ts';

/** What no rule befalls. Of these, all but the first only ask a stand-in for the machine. */
const LOOKED_ON = new Set(['timer_create', 'clock_settime', 'settimeofday', 'stime']);

trySymbols({
  library: 'time',
  probe: 'symbol_time',
  error: { name: 'EINVAL', number: errno('EINVAL') },
  otherOperation: 'timer',
  selectorOf: (symbol) => (LOOKED_ON.has(symbol) ? 'timer' : symbol),
  behind: 'machine',
  isTarget: (symbol, target) => target === symbol || target === `${symbol}/monotonic`,
  cannotFail: (symbol) => symbol === 'alarm',
});
