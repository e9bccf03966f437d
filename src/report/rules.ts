import type { RuleText } from '../compile/compile.ts';
import { ruleKey } from '../compile/key.ts';
import type { ProfileRule } from '../profile/profile.ts';
import type { ProcessRecord, RuleCounts } from '../telemetry/telemetry.ts';
import { addCounts } from '../telemetry/view.ts';
import type { Injection, RuleReport } from './report.ts';

/**
 * How often each rule of the profile matched and fired. A rule of several lines (one for each effect) has one key for all of
 * them, and each line counts a call: so matches are divided by the lines, while injections and latency add up.
 * Where a program spoiled its counters, the recorded injections count.
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
  return rules.map(({ id, library }) => {
    const lines = linesOf.get(id) ?? [];
    const count = counts.get(ruleKey(id));
    const injected = Math.max(count?.injected ?? 0, recorded.get(id) ?? 0);
    const share = Math.max(1, lines.length);
    return {
      id,
      library,
      text: lines.join('\n'),
      matched: Math.ceil(Math.max(count?.matched ?? 0, injected) / share),
      injected,
      addedLatencyMs: Math.round((count?.addedLatencyNs ?? 0) / 1000) / 1000,
    };
  });
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
