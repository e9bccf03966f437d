import { cutEnd, printable } from './printable.ts';
import type { Report } from './report.ts';
import { withSeparators } from './words.ts';

export interface Annotation {
  level: 'error' | 'warning';
  title: string;
  /** One line. */
  message: string;
}

/** GitHub keeps no more annotations of a step, and no more characters of one. */
const MOST = 10;
const LONGEST = 4096;

/** The gate's reasons as errors and its warnings as warnings, at most 10: a last one says how many more there are. */
export function renderAnnotations({ gate, profile }: Pick<Report, 'gate' | 'profile'>): Annotation[] {
  const annotation = (level: Annotation['level'], message: string): Annotation => ({
    level,
    title: cutEnd(printable(`chaos: ${profile.name}`), 200),
    message: cutEnd(printable(message), LONGEST),
  });
  const all = [
    ...gate.reasons.map((reason) => annotation('error', reason)),
    ...gate.warnings.map((warning) => annotation('warning', warning)),
  ];
  if (all.length <= MOST) return all;
  const shown = all.slice(0, MOST - 1);
  const rest = all.slice(MOST - 1);
  const level = rest.some((one) => one.level === 'error') ? 'error' : 'warning';
  return [...shown, annotation(level, `${withSeparators(rest.length)} more reasons and warnings are in report.json`)];
}
