import { errno } from './probe.ts';
import { trySymbols } from './symbols.ts';

/** What no rule befalls. Those that set clocks only ask a stand-in for the machine. */
const LOOKED_ON = /^(timer_create|clock_settime|settimeofday|stime|(pthread|mtx|cnd|sem)_.*)$/;

trySymbols({
  library: 'time',
  probe: 'symbol_time',
  error: { name: 'EINVAL', number: errno('EINVAL') },
  otherOperation: 'timer',
  selectorOf: (symbol) => (LOOKED_ON.test(symbol) ? 'timer' : symbol),
  behind: 'machine',
  missingOnMusl: /^(pthread_(mutex|rwlock|cond)|sem)_clock/,
  isTarget: (symbol, target) => target === symbol || target === `${symbol}/monotonic`,
  cannotFail: (symbol) => symbol === 'alarm',
});
