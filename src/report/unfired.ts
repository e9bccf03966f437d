import type { Effect, Profile, ProfileRule } from '../profile/profile.ts';
import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { chosenIn, countingOf } from './chosen.ts';
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
 * or, where it should have fired, its effect, which cannot happen on such calls, as `short` on a stream, had nothing to change, or
 * came behind another rule's error. A rule of probability 0 is there to spare its targets.
 */
export function unfiredRules(
  { path, rules }: Pick<Profile, 'path' | 'rules'>,
  counts: readonly RuleReport[],
  processes: readonly ProcessRecord[],
): string[] {
  const byId = new Map(counts.map((count) => [count.id, count]));
  return rules.flatMap((rule) => {
    const { matched = 0, injected = 0 } = byId.get(rule.id) ?? {};
    if (matched === 0 || injected > 0 || rule.policy.probability === 0) return [];
    const name = `rule ${rule.id} (${path}:${rule.line})`;
    const changes = whatToChange(rule, matched, processes);
    const needs = rule.effects.flatMap(({ kind }) => NEEDS[kind] ?? []);
    const isPreceded = rules.some((other) => other !== rule && failsCallsOf(other, rule));
    const cannot = `its effect cannot happen, or finds nothing to change${isPreceded ? ", or comes behind another rule's error" : ''}`;
    const which = countingOf(rule.policy);
    const chosen = which ? `those that its ${which} chose` : 'these';
    return changes.length === 0
      ? `${name} matched calls and changed none of them: ${[`on ${chosen} ${cannot}`, ...needs].join('; ')}; see docs/libraries/${rule.library}.md`
      : `${name} matched ${counted(matched, 'call')} and fired on none: ${[...changes, ...needs].join('; or ')}`;
  });
}

/** Whether a rule makes calls fail that another one may mean. */
function failsCallsOf(rule: ProfileRule, { library, operation }: ProfileRule): boolean {
  const isShared = rule.operation === undefined || operation === undefined || rule.operation === operation;
  return rule.library === library && isShared && rule.effects.some(({ kind }) => kind === 'ERRNO');
}

/** Why the rule may not have fired, and what would make it fire; nothing where it should have fired. */
function whatToChange(rule: ProfileRule, matched: number, processes: readonly ProcessRecord[]): string[] {
  const { library, effects, policy } = rule;
  const { probability = 1 } = policy;
  const changes: string[] = [];
  for (const { kind, ...effect } of effects)
    if (PATIENT.has(kind)) {
      const size = 'value' in effect && effect.value !== undefined ? ` of ${effect.value}` : '';
      const uncounted = library === 'memory' ? UNCOUNTED : '';
      changes.push(`its ${kind.toLowerCase()}${size} was not reached, so write a smaller one${uncounted}`);
    }
  const counting = countingOf(policy);
  const { least, most } = counting ? chosenIn(processes, rule) : { least: matched, most: matched };
  const earlier = 'none of them, counted in each process, so choose earlier calls';
  if (most === 0) return [...changes, `its ${counting} chose ${earlier}`];
  if (least === 0) changes.push(`its ${counting} may have chosen ${earlier}`);
  const isChance = probability < 1 && least * probability < CERTAIN;
  const isSure = effects.every(
    (effect) => UNCONDITIONAL.has(effect.kind) && !('errno' in effect && effect.errno === 'EINTR'),
  );
  if (isChance)
    changes.push(
      isSure && least > 0
        ? 'that is chance, so raise its probability, or take another seed'
        : 'that may be chance, so raise its probability, or take another seed',
    );
  if ((isChance || least === 0) && !isSure)
    changes.push(`on such calls its effect cannot happen, see docs/libraries/${library}.md`);
  return changes;
}
