import type { RuleText } from '../compile/compile.ts';
import { isPossible, libraries } from '../compile/grammar.ts';
import { lineKey } from '../compile/key.ts';
import type { ProfileRule } from '../profile/profile.ts';
import type { ProcessRecord, RuleCounts } from '../telemetry/telemetry.ts';
import { addCounts } from '../telemetry/view.ts';
import type { Injection, RuleReport } from './report.ts';

/**
 * How often each rule of the profile matched and fired. A rule has a line for each effect, which counts the calls that its
 * effect is possible on. Where a program spoiled its counters, the recorded injections count.
 */
export function ruleReports(
  rules: ProfileRule[],
  ruleTexts: RuleText[],
  processes: ProcessRecord[],
  injections: Iterable<Injection>,
): RuleReport[] {
  const counts = totals(processes);
  const recorded = new Map<string, number>();
  for (const { rule } of injections) recorded.set(rule, (recorded.get(rule) ?? 0) + 1);
  const linesOf = new Map<string, string[]>();
  for (const { lines } of ruleTexts)
    for (const { ruleId, text } of lines) {
      const texts = linesOf.get(ruleId);
      if (texts) texts.push(text);
      else linesOf.set(ruleId, [text]);
    }
  return rules.map((rule) => {
    const { id, library, effects } = rule;
    const lines = linesOf.get(id) ?? [];
    const ofLines = effects.map(({ kind }) => counts.get(lineKey(id, kind)) ?? NONE);
    const injected = Math.max(sum(ofLines.map((count) => count.injected)), recorded.get(id) ?? 0);
    return {
      id,
      library,
      text: lines.join('\n'),
      matched: Math.max(matchedOf(rule, ofLines), Math.ceil(injected / Math.max(1, lines.length))),
      injected,
      addedLatencyMs: Math.round(sum(ofLines.map((count) => count.addedLatencyNs)) / 1000) / 1000,
    };
  });
}

const NONE: RuleCounts = { matched: 0, injected: 0, addedLatencyNs: 0 };

function sum(numbers: readonly number[]): number {
  return numbers.reduce(addCounts, 0);
}

/** The calls that some line of a rule counted: lines that are about other operations add up, of others the one that counted most tells. */
function matchedOf(rule: ProfileRule, ofLines: readonly RuleCounts[]): number {
  const wide = rule.effects
    .map(({ kind }, index) => ({ about: operationsOf(rule, kind), matched: ofLines[index]?.matched ?? 0 }))
    .sort((a, b) => b.about.length - a.about.length);
  let matched = 0;
  const seen = new Set<string>();
  for (const line of wide) {
    const isNew = line.about.length > 0 && line.about.every((operation) => !seen.has(operation));
    matched = isNew ? addCounts(matched, line.matched) : Math.max(matched, line.matched);
    for (const operation of line.about) seen.add(operation);
  }
  return matched;
}

/** The operations that a line of a rule is about. */
function operationsOf({ library, operation }: ProfileRule, effect: string): string[] {
  const table = libraries.get(library);
  const all = operation === undefined ? [...(table?.operations.keys() ?? [])] : [operation];
  return all.filter((name) => table && isPossible(table, name, effect));
}

function totals(processes: ProcessRecord[]): Map<bigint, RuleCounts> {
  const sums = new Map<bigint, RuleCounts>();
  for (const { rules } of processes)
    for (const [key, counts] of rules) {
      const sum = sums.get(key) ?? { matched: 0, injected: 0, addedLatencyNs: 0 };
      sums.set(key, {
        matched: addCounts(sum.matched, counts.matched),
        injected: addCounts(sum.injected, counts.injected),
        addedLatencyNs: addCounts(sum.addedLatencyNs, counts.addedLatencyNs),
      });
    }
  return sums;
}
