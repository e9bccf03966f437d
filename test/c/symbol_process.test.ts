import { errno } from './probe.ts';
import { trySymbols } from './symbols.ts';

trySymbols({
  library: 'process',
  probe: 'symbol_process',
  error: { name: 'ENOMEM', number: errno('ENOMEM') },
  otherOperation: 'kill',
  selectorOf: (symbol) => symbol,
  isTarget: (symbol, target) => target === symbol,
  sharesMemory: /exec|^daemon$/,
  // What is called in a child of vfork, which is a call of fork itself.
  callsBefore: (symbol) => (symbol === 'daemon' ? 1 : 0),
  missingOnMusl: /^execveat$/,
});
