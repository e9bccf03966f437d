import type { Library } from '../compile/grammar.ts';
import { about, type Finding } from './finding.ts';
import { kindMistake } from './kind.ts';
import type { Target } from './operation.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

/** Reads the name of a function of the libc, alone or with the kind of its target behind a slash (`mmap/anon`). */
export function readSymbol(tree: Tree, target: Target | undefined): string | Finding | undefined {
  if (typeof tree.value !== 'string') return undefined;
  if (!target) return tree.value;
  if (tree.value === '*') return target.symbol ?? tree.value;
  const { library, operation, symbol } = target;
  const [name = ''] = tree.value.split('/');
  const of = library.symbols.get(name);
  if (of === undefined && !library.operations.has(name)) return unknownSymbol(tree, library, name);
  if (symbol !== undefined) {
    const message = `on names the function ${symbol} already`;
    return about(tree, 'wrong-selector', message, 'leave symbol out, or name the operation in on');
  }
  if (operation === undefined || (of ?? name) === operation)
    return kindMistake(tree, 'wrong-selector', library, tree.value) ?? tree.value;
  const message = `${quote(name)} is no function of ${library.name}.${operation}`;
  return about(tree, 'wrong-selector', message, `write on: ${library.name}.${of ?? name}`);
}

function unknownSymbol(tree: Tree, library: Library, name: string): Finding {
  const meant = nearest(name, library.symbols.keys());
  const hint = meant ? `did you mean ${meant}?` : `it has ${[...library.symbols.keys()].join(', ')}`;
  return about(tree, 'wrong-selector', `${library.name} has no function ${quote(name)}`, hint);
}
