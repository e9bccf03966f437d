import { libraries } from '../compile/grammar.ts';
import { errnoOf, interrupts } from './errno.ts';
import type { Finding } from './finding.ts';
import type { Effect, Policy, ProfileRule } from './profile.ts';
import { reachOf } from './reach.ts';
import type { ReadRule } from './rule.ts';

type Kind = Effect['kind'];

/** An effect because of which others do not happen to the same call. */
export interface Precedence {
  first: Kind;
  /** Where that is so only of an effect with this value. */
  value?: string;
  /** Absent for all that would follow it. */
  others?: readonly Kind[];
  /** Where that is so only of calls on some targets. */
  selector?: RegExp;
  operation?: string;
  /** What to write instead. */
  hint?: string;
}

export const PRECEDENCES: readonly Precedence[] = [
  { first: 'KILL', value: 'SIGKILL', hint: 'give kill a rule of its own for a later call, with nth or after' },
  { first: 'ERRNO' },
  { first: 'TORN', others: ['SHORT'] },
  { first: 'OVERRIDE', others: ['REWRITE'] },
  { first: 'RESET', others: ['SHORT'] },
  { first: 'RESET', others: ['BLACKHOLE', 'CORRUPT', 'THROTTLE'], selector: /^tcp/ },
  { first: 'BLACKHOLE', others: ['CORRUPT', 'THROTTLE'], selector: /^(tcp|udp)/, operation: 'recv' },
];

/** What befalls a call until it fails, in this order. */
const UNTIL_FAILING: readonly Kind[] = ['LATENCY', 'KILL', 'ERRNO'];

/** An effect of a rule. */
interface Declared {
  rule: ProfileRule;
  kind: Kind;
  value: string | undefined;
  key: string;
  offset: number;
}

/**
 * Effects that never happen because another one with the same selector happens to each of their calls, and leaves nothing
 * to them. Where rules with that other effect depend on chance or counts, some calls may be left, but not by an effect of
 * the same rule that counts the same calls.
 */
export function preceded(rules: readonly ReadRule[]): Finding[] {
  const ofRules = rules.map(effectsOf);
  const declared = ofRules.flat();
  const doubtful = new Set(declared.filter((effect) => !isCertain(effect)).map(groupOf));
  const certain = new Map<string, Declared[]>();
  for (const effect of declared) {
    if (doubtful.has(groupOf(effect))) continue;
    const place = placeOf(effect);
    const there = certain.get(place);
    if (!there) certain.set(place, [effect]);
    else if (there.length < ENOUGH) there.push(effect);
  }
  const shared = repeated(declared.map(groupOf));
  const inStep = (first: Declared, other: Declared) =>
    !shared.has(groupOf(first)) && !shared.has(groupOf(other)) && countsWith(first, other) && precedes(first, other);
  return ofRules.flatMap((ofRule) =>
    ofRule.flatMap((effect) => {
      const first =
        certain.get(placeOf(effect))?.find((other) => precedes(other, effect)) ??
        ofRule.find((other) => inStep(other, effect));
      return first ? [never(effect, first)] : [];
    }),
  );
}

function repeated(texts: string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(texts.filter((text) => seen.size === seen.add(text).size));
}

/** How many certain rules of one selector are compared with each of its others. */
const ENOUGH = 64;

function effectsOf({ rule, effectFields }: ReadRule): Declared[] {
  if (!rule) return [];
  return rule.effects.map((effect, index) => {
    const { kind } = effect;
    const { key, offset } = effectFields[index] ?? { key: kind, offset: 0 };
    return { rule, kind, value: 'value' in effect ? effect.value : undefined, key, offset };
  });
}

function groupOf({ rule, kind }: Declared): string {
  return `${rule.library} ${kind}`;
}

function placeOf({ rule }: Declared): string {
  return `${rule.library} ${rule.selector}`;
}

/** Whether an effect happens to each call that its rule matches, and others do not because of it. */
function isCertain(effect: Declared): boolean {
  const { after, every = 1, nth } = effect.rule.policy;
  return isCounted(effect) && !after && every === 1 && !nth && precedencesOf(effect).length > 0;
}

function precedencesOf({ kind, value }: Declared): Precedence[] {
  return PRECEDENCES.filter((row) => row.first === kind && (row.value === undefined || row.value === value));
}

/** Whether an effect happens to the calls with the same numbers as another effect of its rule, unless other rules take some from one of them. */
function countsWith(first: Declared, other: Declared): boolean {
  return isCounted(first) && callsOf(first).length === callsOf(other).length;
}

/** Whether the number of a call alone decides if an effect happens to it: what left nothing to do is no hit of `times` and `budget`. */
function isCounted({ rule, kind }: Declared): boolean {
  const { probability = 1, times, budget } = rule.policy;
  return probability === 1 && times === undefined && budget === undefined && !interrupts(rule, kind);
}

function precedes(first: Declared, other: Declared): boolean {
  return (
    precedenceOf(first, other) !== undefined &&
    spans(first.rule.policy, other.rule.policy) &&
    callsOf(other).every((call) => callsOf(first).includes(call))
  );
}

function precedenceOf(first: Declared, other: Declared): Precedence | undefined {
  return precedencesOf(first).find(
    ({ others, selector, operation }) =>
      (others?.includes(other.kind) ?? follows(other.kind, first.kind)) &&
      (selector?.test(other.rule.selector) ?? true) &&
      (operation === undefined || operation === other.rule.operation),
  );
}

function follows(kind: Kind, first: Kind): boolean {
  return !UNTIL_FAILING.slice(0, UNTIL_FAILING.indexOf(first) + 1).includes(kind);
}

/** Whether one rule is in force wherever and whenever another is. */
function spans(policy: Policy, other: Policy): boolean {
  const { process, fromMs = 0, untilMs = Number.POSITIVE_INFINITY } = policy;
  return (
    (process === undefined || process === other.process) &&
    fromMs <= (other.fromMs ?? 0) &&
    untilMs >= (other.untilMs ?? Number.POSITIVE_INFINITY)
  );
}

/** The operations that an effect can happen on. */
function callsOf({ rule, kind }: Declared): string[] {
  const library = libraries.get(rule.library);
  if (!library) return [];
  const target = rule.operation === undefined ? { library } : { library, operation: rule.operation };
  const { operations } = reachOf(target, rule.selector, kind);
  const failing = kind === 'ERRNO' && library.failing.get(errnoOf(rule) ?? '');
  return failing ? operations.filter((name) => failing.includes(name)) : operations;
}

function never(effect: Declared, first: Declared): Finding {
  const { key, offset, rule } = effect;
  const whose = first.rule === rule ? '' : ` of the rule ${first.rule.id} on line ${first.rule.line}`;
  const message = `this ${key} never happens: the ${first.key}${whose} happens to each such call and leaves nothing to it`;
  const usual = `give ${first.key} a probability or a count of its own, or another target`;
  const { hint = usual } = precedenceOf(first, effect) ?? {};
  return { code: 'never-fires', offset, message, hint };
}
