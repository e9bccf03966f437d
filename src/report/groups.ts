import { isValueIncidental } from './fault.ts';
import type { Injection } from './report.ts';

/** Injections of the same fault by the same rule at the same place. */
export interface InjectionGroup {
  first: Injection;
  count: number;
  /** Of the processes that they happened in. */
  pids: Set<number>;
}

export interface InjectionGroups {
  /** In the order in which they first happened. */
  groups: InjectionGroup[];
  /** Injections that are in no group, for there are too many groups. */
  others: number;
}

/** Groups injections by rule, operation, fault, target, call site and program; at most `most` groups are kept. */
export function groupInjections(items: Iterable<Injection>, most: number): InjectionGroups {
  const groups: InjectionGroup[] = [];
  const byPlace = new Map<string, Map<string, InjectionGroup[]>>();
  let others = 0;
  for (const item of items) {
    const near = byPlace.get(item.target)?.get(item.site);
    const group = near?.find(({ first }) => isAlike(first, item));
    if (group) {
      group.count++;
      group.pids.add(item.pid);
    } else if (groups.length === most) others++;
    else {
      const added = { first: item, count: 1, pids: new Set([item.pid]) };
      groups.push(added);
      if (near) near.push(added);
      else {
        const bySite = byPlace.get(item.target) ?? new Map<string, InjectionGroup[]>();
        byPlace.set(item.target, bySite.set(item.site, [added]));
      }
    }
  }
  return { groups, others };
}

/** Whether two injections at the same place are of the same kind. */
function isAlike(a: Injection, b: Injection): boolean {
  return (
    a.rule === b.rule &&
    a.operation === b.operation &&
    a.effect === b.effect &&
    (a.value === b.value || isValueIncidental(a.effect)) &&
    a.exe === b.exe &&
    a.library === b.library
  );
}
