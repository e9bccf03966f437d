import { isPossible, type Library } from '../compile/grammar.ts';
import type { Target } from './operation.ts';

/** The selector of a rule that names no target: every one. */
export const EVERYTHING = '*';

/** Calls that no rule with such a selector is about, or that such an effect cannot befall. */
interface Bound {
  library: string;
  selector: RegExp;
  /** Those of them that the bound is about; absent for all. */
  operations?: RegExp;
  /** The effects that it is about; absent for all. */
  effects?: readonly string[];
  /** What to write instead. */
  hint: string;
}

const BOUNDS: readonly Bound[] = [
  {
    library: 'net',
    selector: /^(?!\*$|unix:\/\/\*$|[a-z0-9]+:\/\/(\*|\[\*\]):(\*|0|0+-65535)$)/,
    operations: /^socket$/,
    hint: 'a new socket has no address yet: leave endpoint out, or write for example tcp4://*:*',
  },
  {
    library: 'net',
    selector: /^udp/,
    operations: /^(listen|accept)$/,
    hint: 'datagrams come without a connection: write tcp4:// or tcp6://, or name net.recv',
  },
  { library: 'net', selector: /^tcp/, effects: ['DROP'], hint: 'only datagrams are dropped: write udp4:// or udp6://' },
  {
    library: 'net',
    selector: /^udp/,
    effects: ['RESET', 'SHORT'],
    hint: 'datagrams are whole and have no connection: write tcp4:// or tcp6://, or drop: true',
  },
  {
    library: 'net',
    selector: /^unix/,
    effects: ['BLACKHOLE'],
    hint: 'no network is between such sockets: write tcp4:// or tcp6://, or delay',
  },
  {
    library: 'dns',
    selector: /^rdns:/,
    operations: /^(getaddrinfo|gethostbyname|res_query)$/,
    hint: 'a host is looked up there: write its name, such as db.example.com',
  },
  {
    library: 'dns',
    selector: /^dns:/,
    operations: /^(getnameinfo|gethostbyaddr)$/,
    hint: 'an address is looked up there: write it, such as 192.0.2.1 or rdns://192.0.2.1',
  },
  {
    library: 'memory',
    selector: /^mremap|\/file$/,
    effects: ['LIMIT'],
    hint: 'requests for memory are limited: name memory.malloc or memory.mmap/anon',
  },
];

/** What a rule is about, as its library narrows it: of the operations that `on` names those that its selector means. */
export interface Reach {
  operations: string[];
  /** Why an operation is not among them. */
  hint: string | undefined;
}

/** Which operations a rule is about; with an effect, on which of them it can happen. */
export function reachOf({ library, operation }: Target, selector: string, effect?: string): Reach {
  const [symbol = ''] = selector.split('/');
  const meant = operation ?? (library.operations.has(symbol) ? symbol : library.symbols.get(symbol));
  const named =
    meant === undefined ? [...library.operations.keys()].filter((name) => !isNamedAlone(library.name, name)) : [meant];
  const possible = effect === undefined ? named : named.filter((name) => isPossible(library, name, effect));
  const bounds = BOUNDS.filter(
    (bound) =>
      bound.library === library.name &&
      bound.selector.test(selector) &&
      (bound.effects === undefined || (effect !== undefined && bound.effects.includes(effect))),
  );
  const operations = possible.filter((name) => !bounds.some(({ operations: about }) => about?.test(name) ?? true));
  const felt = bounds.find(({ operations: about }) => possible.some((name) => about?.test(name) ?? true));
  return { operations, hint: felt?.hint };
}

/** Whether only rules that name the operation are about it: allocation is never meant by `*`. */
export function isNamedAlone(library: string, operation: string | undefined): boolean {
  return library === 'memory' && operation === 'malloc';
}

/** The operations of a library that an effect can happen on, as a profile names them. */
export function operationsWith(library: Library, effect: string): string[] {
  return [...library.operations]
    .filter(([, effects]) => effects.has(effect))
    .map(([name]) => `${library.name}.${name}`);
}
