import { type Mistake, type MistakeCode, ProfileError } from './mistake.ts';
import { lineAt, positionAt, type Source } from './source.ts';
import type { Tree } from './tree.ts';

/** A mistake, found but not yet placed on a line. */
export interface Finding {
  code: MistakeCode;
  /** Into the source's text. */
  offset: number;
  message: string;
  hint: string;
  /** The value that is wrong, when it is a value. */
  subject?: Tree;
  /** The map that is not what was meant, where it is a key of one, or anything in a rule. */
  within?: Tree;
}

/** A finding about a value, placed at the value. */
export function about(subject: Tree, code: MistakeCode, message: string, hint: string): Finding {
  return { code, offset: subject.offset, message, hint, subject };
}

/** Throws a ProfileError with every finding, each once, by position; returns when there are none. */
export function refuse(source: Source, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const mistakes = new Map<string, Mistake>();
  for (const { code, offset, message, hint } of [...findings].sort((a, b) => a.offset - b.offset)) {
    const { line, column } = positionAt(source, offset);
    const mistake = { code, path: source.path, line, column, message, hint, sourceLine: lineAt(source, line) };
    mistakes.set(`${offset} ${message}`, mistake);
  }
  throw new ProfileError([...mistakes.values()]);
}
