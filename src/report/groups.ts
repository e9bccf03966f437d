import { isValueIncidental } from './fault.ts';
import type { Injection } from './report.ts';

/** Injections of the same fault by the same rule at the same place. */
export interface InjectionGroup {
  first: Injection;
  count: number;
}

export interface InjectionGroups {
  /** In the order in which they first happened. */
  groups: InjectionGroup[];
  /** Injections that are in no group, for there are too many groups. */
  others: number;
}

/** Groups injections by rule, operation, fault, target, call site and program; at most `most` groups are kept. */
export function groupInjections(items: Iterable<Injection>, most: number): InjectionGroups {
  const groups = new Map<string, InjectionGroup>();
  let others = 0;
  for (const item of items) {
    const value = isValueIncidental(item.effect) ? '' : item.value;
    const place = `${item.target}\n${item.site}\n${item.exe}`;
    const key = `${item.rule}\n${item.library}\n${item.operation}\n${item.effect}\n${value}\n${place}`;
    const group = groups.get(key);
    if (group) group.count++;
    else if (groups.size < most) groups.set(key, { first: item, count: 1 });
    else others++;
  }
  return { groups: [...groups.values()], others };
}
