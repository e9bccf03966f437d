import type { Library } from '../compile/grammar.ts';
import { isClock } from './clock.ts';
import { about, type Finding } from './finding.ts';
import type { MistakeCode } from './mistake.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

/** What is wrong with the kind behind the slash of `function/kind`; undefined without one. */
export function kindMistake(
  tree: Tree,
  code: MistakeCode,
  { name, kinds, withKinds }: Library,
  text: string,
): Finding | undefined {
  const [word = ''] = text.split('/');
  if (word === text) return undefined;
  const kind = text.slice(word.length + 1);
  if (!withKinds.has(word))
    return about(tree, code, `calls of ${word} are of one kind`, `write ${word} without ${quote(`/${kind}`)}`);
  if (kinds.includes(kind) || (name === 'time' && isClock(kind))) return undefined;
  const meant = nearest(kind, kinds);
  const hint = meant ? `did you mean ${word}/${meant}?` : `there are ${kinds.map((of) => `${word}/${of}`).join(', ')}`;
  return about(tree, code, `${word} has no kind ${quote(kind)}`, hint);
}
