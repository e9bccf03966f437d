import { resolverErrors } from '../../src/compile/grammar.ts';
import { trySymbols } from './symbols.ts';

const targetOf = (symbol: string) =>
  /addr$|addr_r$|nameinfo$/.test(symbol)
    ? 'rdns://127.0.0.1'
    : symbol.includes('res_')
      ? 'dns://chaos.invalid'
      : symbol === 'freeaddrinfo'
        ? '*'
        : 'dns://localhost';

trySymbols({
  library: 'dns',
  probe: 'symbol_dns',
  error: { name: 'EAI_AGAIN', number: resolverErrors.get('EAI_AGAIN') ?? 0 },
  otherOperation: 'getnameinfo',
  selectorOf: targetOf,
  isTarget: (symbol, target) => target === targetOf(symbol),
  // It has some of them, but no way to ask a name server of our own.
  missingOnMusl: /res_/,
});
