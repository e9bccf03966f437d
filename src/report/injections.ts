import type { InjectionRecord } from '../telemetry/telemetry.ts';
import { faultValue } from './fault.ts';
import { type Linked, metName } from './linked.ts';
import type { Injection } from './report.ts';
import { siteNames } from './sites.ts';

/** What injections have from their rule. */
export interface DeclaredRule {
  id: string;
  /** As the profile spells it. */
  errno: string | undefined;
  /** Where its path passes a symbolic link. */
  linked: Linked | undefined;
}

/**
 * The records as a report shows them, in the same order. Times become milliseconds since `runStart` (nanoseconds of the
 * same clock) with three decimals. A rule that is not among `rules`, which are by their keys, is named by its key.
 */
export function injectionItems(
  records: Iterable<InjectionRecord>,
  runStart: bigint,
  rules: ReadonlyMap<bigint, DeclaredRule>,
): Injection[] {
  const siteName = siteNames();
  const items: Injection[] = [];
  for (const record of records) {
    const rule = rules.get(record.rule);
    items.push({
      ms: record.time <= runStart ? 0 : Number((record.time - runStart + 500n) / 1000n) / 1000,
      pid: record.pid,
      tid: record.tid,
      exe: record.executable,
      library: record.library,
      operation: record.operation,
      symbol: record.symbol,
      target: metName(record.target, rule?.linked),
      effect: record.effect,
      value: faultValue(record.effect, record.value, rule?.errno),
      rule: rule?.id ?? `0x${record.rule.toString(16)}`,
      ordinal: record.ordinal,
      site: siteName(record.site),
    });
  }
  return items;
}
