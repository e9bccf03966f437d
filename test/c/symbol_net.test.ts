import { errno } from './probe.ts';
import { trySymbols } from './symbols.ts';

trySymbols({
  library: 'net',
  probe: 'symbol_net',
  error: { name: 'ENOBUFS', number: errno('ENOBUFS') },
  otherOperation: 'shutdown',
  selectorOf: () => '*',
  isTarget: (symbol, target) =>
    ({ socket: 'tcp4://*:*', socketpair: 'unix://' })[symbol] === target || /^tcp4:\/\/127\.0\.0\.1:\d+$/.test(target),
  missingOnMusl: /_chk$|epoll_pwait2|sendfile64|fcntl64/,
});
