import grammar from '../compile/grammar.json' with { type: 'json' };
import { lineKey } from '../compile/key.ts';
import type { Profile } from '../profile/profile.ts';
import type { ProcessRecord } from '../telemetry/telemetry.ts';

/** So many injections of a rule whose effect goes on are recorded in each process; all are counted. */
const RECORDED_OF_WHAT_GOES_ON = 1000;

const ORDER = grammar.effects.map(({ name }) => name);

/** Whether an effect is on every call for as long as its rule is in force: what slows data down, and what shifts clocks. */
function goesOn(effect: string): boolean {
  return ORDER.indexOf(effect) >= ORDER.indexOf('THROTTLE');
}

/** How many injections of rules that go on are left out of the list on purpose. */
export function unlistedInjections({ rules }: Profile, processes: readonly ProcessRecord[]): number {
  const keys = rules.flatMap(({ id, effects }) =>
    effects.filter(({ kind }) => goesOn(kind)).map(({ kind }) => lineKey(id, kind)),
  );
  let count = 0;
  for (const process of processes)
    for (const key of keys) count += Math.max(0, (process.rules.get(key)?.injected ?? 0) - RECORDED_OF_WHAT_GOES_ON);
  return count;
}
