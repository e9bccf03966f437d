import { errno } from './probe.ts';
import { trySymbols } from './symbols.ts';

trySymbols({
  library: 'memory',
  probe: 'symbol_memory',
  error: { name: 'ENOMEM', number: errno('ENOMEM') },
  otherOperation: 'mmap',
  selectorOf: (symbol) => (symbol.startsWith('mmap') ? `${symbol}/anon` : symbol === 'free' ? '*' : symbol),
  isTarget: (symbol, target) => target === (symbol.startsWith('mmap') ? `${symbol}/anon` : symbol),
  // What is resized has to be allocated first.
  callsBefore: (symbol) => (symbol.startsWith('realloc') ? 1 : 0),
  // brk always fails there.
  missingOnMusl: /^pvalloc$|^brk$/,
});
