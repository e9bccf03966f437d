import type { Effect, ProfileRule } from '../profile/profile.ts';
import type { RuleReport } from './report.ts';
import { counted } from './words.ts';

/** That so many faults are due and none happens is no chance: it is one in 500 million. */
const CERTAIN = 20;

/** Effects that wait for a size to be reached. */
const PATIENT: ReadonlySet<Effect['kind']> = new Set(['QUOTA', 'LIMIT']);

const UNCOUNTED =
  '; or it is on malloc and not counted, for another allocator (jemalloc, heaptrack) was preloaded before the libraries';

/** What effects need in order to happen, where that is not to be seen in the rule. */
const NEEDS: Partial<Record<Effect['kind'], string>> = {
  BLACKHOLE:
    'blackhole needs a socket of TCP or UDP and a packet filter on it (SO_ATTACH_FILTER), which some kernels refuse to a process without CAP_NET_ADMIN',
};

/** Effects that no call excludes, or of which something else is said; of errors only EINTR is excluded, by calls that do not wait. */
const UNCONDITIONAL: ReadonlySet<string> = new Set(['ERRNO', 'LATENCY', 'KILL', ...PATIENT, ...Object.keys(NEEDS)]);

/**
 * A sentence for each rule that matched calls and fired on none of them, with what to change: its size, counts or probability,
 * or, where it should have fired, its effect, which cannot happen on such calls, as `short` on a stream, or had nothing to change.
 * A rule of probability 0 is there to spare its targets.
 */
export function unfiredRules(rules: readonly ProfileRule[], counts: readonly RuleReport[], path: string): string[] {
  const byId = new Map(counts.map((count) => [count.id, count]));
  return rules.flatMap((rule) => {
    const { matched = 0, injected = 0 } = byId.get(rule.id) ?? {};
    if (matched === 0 || injected > 0 || rule.policy.probability === 0) return [];
    const name = `rule ${rule.id} (${path}:${rule.line})`;
    const changes = whatToChange(rule, matched);
    const needs = rule.effects.flatMap(({ kind }) => NEEDS[kind] ?? []);
    return changes.length === 0
      ? `${name} matched calls and changed none of them: ${['on these its effect cannot happen, or finds nothing to change', ...needs].join('; ')}; see docs/libraries/${rule.library}.md`
      : `${name} matched ${counted(matched, 'call')} and fired on none: ${[...changes, ...needs].join('; or ')}`;
  });
}

/** Why the rule may not have fired, and what would make it fire; nothing where it should have fired. */
function whatToChange({ library, effects, policy }: ProfileRule, matched: number): string[] {
  const { probability = 1, after, every, nth } = policy;
  const changes: string[] = [];
  for (const { kind, ...effect } of effects)
    if (PATIENT.has(kind)) {
      const size = 'value' in effect && effect.value !== undefined ? ` of ${effect.value}` : '';
      const uncounted = library === 'memory' ? UNCOUNTED : '';
      changes.push(`its ${kind.toLowerCase()}${size} was not reached, so write a smaller one${uncounted}`);
    }
  const counting = Object.entries({ after, every, nth }).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  if (counting.length > 0)
    changes.push(`its ${counting.join(' and ')} chose none of them, counted in each process, so choose earlier calls`);
  const isChance = probability < 1 && matched * probability < CERTAIN;
  const isSure = effects.every(
    (effect) => UNCONDITIONAL.has(effect.kind) && !('errno' in effect && effect.errno === 'EINTR'),
  );
  if (isChance)
    changes.push(
      isSure
        ? 'that is chance, so raise its probability, or take another seed'
        : `that may be chance, so raise its probability, or take another seed; or on such calls its effect cannot happen, see docs/libraries/${library}.md`,
    );
  return changes;
}
