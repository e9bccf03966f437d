import type { CallRecord, Telemetry } from '../telemetry/telemetry.ts';

/** Of each operation so many calls on different targets, or by different programs, are looked at. */
const MOST = 200;

/** What is known of the calls of an operation; of any of the library without one. Those on an unknown target are not here. */
export interface SeenCalls {
  /** Calls on targets that no rule selected. */
  unselected: CallRecord[];
  /** Calls that got a fault. */
  faulty: CallRecord[];
}

export type SeenTargets = (library: string, operation: string | undefined) => SeenCalls;

/** Looks once through the calls that no rule selected and through those that got a fault, of which there may be millions. */
export function seenTargets({ samples, injections }: Telemetry): SeenTargets {
  let known: Record<keyof SeenCalls, Map<string, CallRecord[]>> | undefined;
  return (library, operation) => {
    known ??= { unselected: byOperation(samples), faulty: byOperation(injections) };
    const key = `${library}.${operation ?? '*'}`;
    return { unselected: known.unselected.get(key) ?? [], faulty: known.faulty.get(key) ?? [] };
  };
}

/** Also under `io.*`. */
function byOperation(calls: Iterable<CallRecord>): Map<string, CallRecord[]> {
  const groups = new Map<string, { calls: CallRecord[]; targets: Set<string> }>();
  for (const call of calls) {
    if (call.target === '') continue;
    for (const operation of [call.operation, '*']) {
      const key = `${call.library}.${operation}`;
      const group = groups.get(key) ?? { calls: [], targets: new Set() };
      groups.set(key, group);
      if (group.calls.length === MOST) continue;
      const target = `${call.target} ${call.executable}`;
      if (group.targets.has(target)) continue;
      group.targets.add(target);
      group.calls.push(call);
    }
  }
  return new Map([...groups].map(([key, group]) => [key, group.calls]));
}
