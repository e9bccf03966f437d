import type { Library } from '../compile/grammar.ts';
import { CLOCKS, isClock } from './clock.ts';
import { about, type Finding } from './finding.ts';
import type { MistakeCode } from './mistake.ts';
import { quote } from './quote.ts';
import { nearest } from './suggestion.ts';
import type { Tree } from './tree.ts';

/** What the calls of some functions are told apart by. */
interface Kinds {
  functions: readonly string[];
  /** Those that have names. */
  names: readonly string[];
  has: (kind: string) => boolean;
}

const MAPPINGS = ['anon', 'file'];

const KINDS: Record<string, Kinds> = {
  memory: { functions: ['mmap', 'mmap64'], names: MAPPINGS, has: (kind) => MAPPINGS.includes(kind) },
  time: { functions: ['now', 'clock_gettime', 'clock_nanosleep', 'clock_getres'], names: CLOCKS, has: isClock },
};

/** What is wrong with the kind behind the slash of `function/kind`; undefined without one. */
export function kindMistake(tree: Tree, code: MistakeCode, { name }: Library, text: string): Finding | undefined {
  const [word = ''] = text.split('/');
  if (word === text) return undefined;
  const kind = text.slice(word.length + 1);
  const kinds = KINDS[name];
  if (!kinds?.functions.includes(word))
    return about(tree, code, `calls of ${word} are of one kind`, `write ${word} without ${quote(`/${kind}`)}`);
  if (kinds.has(kind)) return undefined;
  const meant = nearest(kind, kinds.names);
  const hint = meant
    ? `did you mean ${word}/${meant}?`
    : `there are ${kinds.names.map((of) => `${word}/${of}`).join(', ')}`;
  return about(tree, code, `${word} has no kind ${quote(kind)}`, hint);
}
