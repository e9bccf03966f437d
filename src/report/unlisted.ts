import { effects } from '../compile/grammar.ts';
import { lineKey } from '../compile/key.ts';
import type { Profile } from '../profile/profile.ts';
import type { ProcessRecord } from '../telemetry/telemetry.ts';

/** How many injections of rules that go on are left out of the list on purpose. */
export function unlistedInjections({ rules }: Profile, processes: readonly ProcessRecord[]): number {
  let count = 0;
  for (const rule of rules)
    for (const { kind } of rule.effects) {
      const { records = Number.POSITIVE_INFINITY } = effects.get(kind) ?? {};
      const key = lineKey(rule.id, kind);
      for (const process of processes) count += Math.max(0, (process.rules.get(key)?.injected ?? 0) - records);
    }
  return count;
}
