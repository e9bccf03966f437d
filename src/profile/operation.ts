import { type Library, libraries } from '../compile/grammar.ts';
import { about, type Finding } from './finding.ts';
import { kindMistake } from './kind.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

export interface Target {
  library: Library;
  /** Absent for every operation (`io.*`). */
  operation?: string;
  /** What `on` names in place of an operation, where targets are chosen by functions: `clock_gettime`, `mmap/anon`. */
  symbol?: string;
}

/** Reads the value of `on`. Undefined when it is not text, which the schema finds. */
export function readTarget(tree: Tree): Target | Finding | undefined {
  const text = tree.value;
  if (typeof text !== 'string') return undefined;
  const dot = text.indexOf('.');
  const libraryName = dot < 0 ? text : text.slice(0, dot);
  const operation = dot < 0 ? undefined : text.slice(dot + 1);
  const library = libraries.get(libraryName);
  if (!library) return unknownLibrary(tree, text, libraryName, operation);
  if (operation === '*') return { library };
  if (operation !== undefined && library.operations.has(operation)) return { library, operation };
  const symbol = operation === undefined ? undefined : readFunction(tree, library, operation);
  if (symbol) return symbol;
  if (!operation) {
    const message = `${quote(text)} names a library but no operation`;
    return about(
      tree,
      'operation',
      message,
      `write ${libraryName}.* for every operation, or one of them: ${list(library)}`,
    );
  }
  return about(tree, 'operation', `unknown operation ${quote(text)}`, operationHint(library, operation));
}

/** A function, with or without a kind behind a slash, of a library whose targets are chosen by functions. */
function readFunction(tree: Tree, library: Library, text: string): Target | Finding | undefined {
  const [name = '', kind] = text.split('/');
  const operation = library.symbols.get(name) ?? (kind && library.operations.has(name) ? name : undefined);
  if (operation === undefined || !library.selectors.includes('symbol')) return undefined;
  return kindMistake(tree, 'operation', library, text) ?? { library, operation, symbol: text };
}

function unknownLibrary(tree: Tree, text: string, name: string, operation: string | undefined): Finding {
  const known = [...libraries.keys()];
  if (operation === undefined) {
    const hint = [...libraries.values()].map((library) => guess(library, text)).find((words) => words.length > 0);
    const instead = hint ? `did you mean ${hint.join(' or ')}?` : 'write library.operation, for example io.fsync';
    return about(
      tree,
      'operation',
      `unknown operation ${quote(text)}`,
      text === '*' ? `write ${everything()}` : instead,
    );
  }
  const meant = nearest(name, known);
  const hint = meant ? `did you mean ${meant}.${operation}?` : `the libraries are ${known.join(', ')}`;
  return about(tree, 'operation', `unknown library ${quote(name)} in ${quote(text)}`, hint);
}

function operationHint(library: Library, operation: string): string {
  const words = guess(library, operation);
  return words.length > 0
    ? `did you mean ${words.join(' or ')}?`
    : `the operations of ${library.name} are ${list(library)}`;
}

/** What may be meant by a word that is no operation: that of the libc function of this name, those it begins, the nearest. */
function guess(library: Library, word: string): string[] {
  const operations = [...library.operations.keys()];
  const words = new Set(operations.filter((name) => name.startsWith(`${word}_`)));
  const ofSymbol = library.operations.has(word) ? word : library.symbols.get(word);
  if (ofSymbol) words.add(ofSymbol);
  const similar = words.size === 0 ? nearest(word, operations) : undefined;
  if (similar) words.add(similar);
  return [...words].map((name) => `${library.name}.${name}`);
}

function list(library: Library): string {
  return [...library.operations.keys()].join(', ');
}

function everything(): string {
  return [...libraries.keys()].map((name) => `${name}.*`).join(' or ');
}
