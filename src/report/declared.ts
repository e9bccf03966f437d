import { effects, libraries } from '../compile/grammar.ts';
import { describeFault, wordOf } from './fault.ts';
import type { RuleReport } from './report.ts';

/** A line of a rule text in the words of a reader. */
export interface Declared {
  /** `io.fsync`, or `io.*`. */
  operation: string;
  /** Selector; `*` for any target. */
  where: string;
  /** The fault; more than one when the rule has several. */
  what: string;
  /** The policy without the rule's id, such as `p=0.1, times=3`; empty when the rule always fires. */
  when: string;
}

/** What a rule of a report declares, read from its text in the published grammar. */
export function declared({ library, text }: Pick<RuleReport, 'library' | 'text'>): Declared {
  const [first, ...others] = text.split('\n').map((line) => readLine(library, line));
  if (!first) return { operation: `${library}.*`, where: '', what: text, when: '' };
  return { ...first, what: [first, ...others].map((line) => line?.what ?? '').join(', ') };
}

/** The value of an effect: without colons and slashes, but for a speed. */
const VALUE = '[^:/]*|[^:/]*/s';

const EFFECTS = [...effects.keys()].join('|');

function readLine(library: string, line: string): Declared | undefined {
  const policyAt = line.lastIndexOf('@');
  const hasPolicy = policyAt !== -1 && !/[:/]/.test(line.slice(policyAt));
  const body = hasPolicy ? line.slice(0, policyAt) : line;
  const terms = hasPolicy ? line.slice(policyAt + 1).split(',') : [];
  const names = [...(libraries.get(library)?.operations.keys() ?? [])].join('|');
  const match = new RegExp(`^(.*?)(?::(${names}))?:(?:(OVERRIDE):(.*)|(${EFFECTS})(?::(${VALUE}))?)$`, 's').exec(body);
  if (!match) return undefined;
  const [, where = '', operation = '*', override, addresses, effect = override ?? '', value = addresses ?? ''] = match;
  return {
    operation: `${library}.${operation}`,
    where,
    what: describe(effect, value),
    when: terms
      .filter((term) => !term.startsWith('id='))
      .map((term) => term.replace(/^exe=/, 'process='))
      .join(', '),
  };
}

/** A fault in few words, with its value where that is not part of them. */
function describe(effect: string, value: string): string {
  const words = describeFault(effect, durationOr(value));
  return value === '' || words !== wordOf(effect) ? words : `${words} ${value}`;
}

/** Milliseconds where the text is such a duration as rule texts have, else the text. */
function durationOr(text: string): string | number {
  const match = /^(-?\d+(?:\.\d+)?)(ms)?$/.exec(text);
  return match ? Number(match[1]) : text;
}
