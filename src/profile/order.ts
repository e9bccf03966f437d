import { libraries } from '../compile/grammar.ts';
import { interrupts, leavesCalls } from './errno.ts';
import { about, type Finding } from './finding.ts';
import { preceded } from './precedence.ts';
import type { Effect, ProfileRule } from './profile.ts';
import { EVERYTHING, isNamedAlone } from './reach.ts';
import type { ReadRule } from './rule.ts';

/** How many effects with a budget the control page of a run can count. */
const MOST_BUDGETS = 1000;

/**
 * Mistakes between rules: ids that are there twice, rules that another one leaves nothing to, too many of a kind. What a rule
 * leaves to others is only known of those that are `whole`: without a mistake of their own.
 */
export function checkOrder(rules: readonly ReadRule[], isWhole: (rule: ReadRule) => boolean): Finding[] {
  const whole = rules.filter(isWhole);
  return [...duplicateIds(rules), ...shadowed(whole), ...preceded(whole), ...tooManyBudgets(rules)];
}

function duplicateIds(rules: readonly ReadRule[]): Finding[] {
  const lines = new Map<string, number>();
  const findings: Finding[] = [];
  for (const { rule, tree } of rules) {
    if (!rule) continue;
    const line = lines.get(rule.id);
    const id = tree.fields?.get('id')?.tree ?? tree;
    if (line === undefined) lines.set(rule.id, rule.line);
    else
      findings.push(
        about(
          id,
          'duplicate-id',
          `the id ${rule.id} is that of the rule on line ${line}, too`,
          'give each rule an id of its own',
        ),
      );
  }
  return findings;
}

/**
 * Of all rules with one effect that match a call, the libraries ask a single one: that with the most specific selector,
 * among equals the one written first. Whether that rule then fires (probability, counts) changes nothing, so that
 * a later rule with the same selector is never asked. Rules of other processes or times do not match, nor do those that
 * interrupt match functions that do not wait.
 */
function shadowed(rules: readonly ReadRule[]): Finding[] {
  const earlier: EarlierRules = new Map();
  const findings: Finding[] = [];
  for (const { rule, tree, effectFields } of rules) {
    if (!rule) continue;
    for (const [index, { kind }] of rule.effects.entries()) {
      const first = covering(earlier, rule, kind);
      const field = effectFields[index];
      if (first) findings.push(neverFires(field?.key ?? kind, field?.offset ?? tree.offset, first));
      const place = placeOf(rule, kind, rule.operation, rule.policy.process);
      const there = earlier.get(place);
      if (there) there.push(rule);
      else earlier.set(place, [rule]);
    }
  }
  return findings;
}

function neverFires(key: string, offset: number, first: ProfileRule): Finding {
  const message = `this ${key} never happens: the rule ${first.id} on line ${first.line} comes first for every such call`;
  const hint =
    'the most specific target wins, on a tie the earlier line: give one of them another target, or put this rule first';
  return { code: 'never-fires', offset, message, hint };
}

/** The earlier rule because of which a rule with this effect is never asked. */
function covering(earlier: EarlierRules, rule: ProfileRule, kind: Effect['kind']): ProfileRule | undefined {
  const whole =
    coveringOperation(earlier, rule, kind, rule.operation) ?? coveringOperation(earlier, rule, kind, undefined);
  if (whole || rule.operation !== undefined) return whole;
  const possible = [...(libraries.get(rule.library)?.operations ?? [])].filter(([, effects]) => effects.has(kind));
  const found = possible.map(([operation]) => coveringOperation(earlier, rule, kind, operation));
  return found.every(Boolean) ? found[0] : undefined;
}

function coveringOperation(
  earlier: EarlierRules,
  rule: ProfileRule,
  kind: Effect['kind'],
  operation: string | undefined,
) {
  const alone = rule.selector === EVERYTHING && isNamedAlone(rule.library, rule.operation);
  if (operation === undefined && alone) return undefined;
  const { process, fromMs = 0, untilMs = Number.POSITIVE_INFINITY } = rule.policy;
  const covers = (other: ProfileRule) =>
    (other.policy.fromMs ?? 0) <= fromMs &&
    (other.policy.untilMs ?? Number.POSITIVE_INFINITY) >= untilMs &&
    (interrupts(rule, kind) || !interrupts(other, kind) || !leavesCalls(rule));
  for (const executable of new Set([process, undefined])) {
    const found = earlier.get(placeOf(rule, kind, operation, executable))?.find(covers);
    if (found) return found;
  }
  return undefined;
}

/** Earlier rules by the calls that they are for, times aside. */
type EarlierRules = Map<string, ProfileRule[]>;

function placeOf(
  rule: ProfileRule,
  kind: Effect['kind'],
  operation: string | undefined,
  process: string | undefined,
): string {
  return JSON.stringify([rule.library, rule.selector, kind, operation, process]);
}

function tooManyBudgets(rules: readonly ReadRule[]): Finding[] {
  const budgets = rules.flatMap(({ rule, tree }) =>
    rule?.policy.budget === undefined ? [] : rule.effects.map(() => tree),
  );
  const excess = budgets[MOST_BUDGETS];
  if (!excess) return [];
  const message = `${budgets.length} effects have a budget, a run can count ${MOST_BUDGETS}`;
  return [about(excess, 'too-many', message, 'use times, which counts in each process, for some of them')];
}
