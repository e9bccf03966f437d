import type { ProfileRule } from '../profile/profile.ts';
import type { RuleReport } from './report.ts';

/** That so many faults are due and none happens is no chance: it is one in 500 million. */
const CERTAIN = 20;

/** Effects that wait for a size to be reached. */
const PATIENT: ReadonlySet<string> = new Set(['QUOTA', 'LIMIT']);

/**
 * The rules that matched calls and should have fired, and yet changed none: those whose effect cannot happen on such calls, as
 * `short` on a stream, or had nothing to change.
 */
export function idleRules(rules: readonly ProfileRule[], counts: readonly RuleReport[]): ProfileRule[] {
  const byId = new Map(counts.map((count) => [count.id, count]));
  return rules.filter(({ id, effects, policy }) => {
    const { matched = 0, injected = 0 } = byId.get(id) ?? {};
    const { probability = 1, after, every, nth } = policy;
    if (matched === 0 || injected > 0 || after !== undefined || every !== undefined || nth !== undefined) return false;
    return (probability === 1 || matched * probability >= CERTAIN) && !effects.some(({ kind }) => PATIENT.has(kind));
  });
}
