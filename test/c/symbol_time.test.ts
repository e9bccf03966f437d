import { errno } from './probe.ts';
import { trySymbols } from './symbols.ts';

trySymbols({
  library: 'time',
  probe: 'symbol_time',
  error: { name: 'EINVAL', number: errno('EINVAL') },
  otherOperation: 'timer',
  selectorOf: (symbol) => (symbol === 'timer_create' ? 'timer' : symbol),
  isTarget: (symbol, target) => target === symbol || target === `${symbol}/monotonic`,
  cannotFail: (symbol) => symbol === 'alarm',
});
