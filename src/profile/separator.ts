import { effects } from '../compile/grammar.ts';
import type { Target } from './operation.ts';
import { typingSlips } from './suggestion.ts';

/** Whether a selector would lose an end: blanks there and what is behind a blank and a # are no part of rule texts. */
export function losesItsEnd(selector: string): boolean {
  return / #| $/.test(selector);
}

/** Whether the end of a selector could be taken for an operation or an effect, which rule texts separate by colons too. */
export function endsLikeRule(selector: string, { library }: Target): boolean {
  const ending = selector.slice(selector.lastIndexOf(':') + 1);
  if (!selector.includes(':') || ending.length > 20) return false;
  if (effects.has(ending) || library.functions.has(ending)) return true;
  return [...library.operations.keys()].some((name) => typingSlips(ending.toLowerCase(), name) <= 2);
}
