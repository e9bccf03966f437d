import { describeFault, describeRange, isValueIncidental } from './fault.ts';
import { programName } from './names.ts';
import type { Injection } from './report.ts';

/** Injections of the same fault by the same rule at the same place. */
export interface InjectionGroup {
  first: Injection;
  count: number;
  /** Of the processes that they happened in. */
  pids: Set<number>;
  /** Of their values, where these differ. */
  range?: { least: number; most: number };
}

export interface InjectionGroups {
  /** In the order in which they first happened. */
  groups: InjectionGroup[];
  /** Injections that are in no group, for there are too many groups. */
  others: number;
}

/**
 * Groups injections by rule, operation, fault, target, call site and program, as `nameOf` has it. At most `most` groups are
 * kept, and the first ones of as many rules.
 */
export function groupInjections(
  items: Iterable<Injection>,
  most: number,
  nameOf: (item: Injection) => string = ({ exe }) => programName(exe),
): InjectionGroups {
  const groups: InjectionGroup[] = [];
  const byPlace = new Map<string, Map<string, InjectionGroup[]>>();
  const rules = new Set<string>();
  let others = 0;
  for (const item of items) {
    const near = byPlace.get(item.target)?.get(item.site);
    const group = near?.find(({ first }) => isAlike(first, item) && nameOf(first) === nameOf(item));
    if (group) {
      group.count++;
      group.pids.add(item.pid);
      widen(group, item.value);
    } else if (groups.length >= most && (rules.has(item.rule) || rules.size >= most)) others++;
    else {
      const added = { first: item, count: 1, pids: new Set([item.pid]) };
      groups.push(added);
      rules.add(item.rule);
      if (near) near.push(added);
      else {
        const bySite = byPlace.get(item.target) ?? new Map<string, InjectionGroup[]>();
        byPlace.set(item.target, bySite.set(item.site, [added]));
      }
    }
  }
  return { groups, others };
}

/** What happened, in few words. */
export function describeGroup({ first, range }: InjectionGroup): string {
  const { effect, value } = first;
  if (typeof value !== 'number') return describeFault(effect, value);
  return describeRange(effect, range ?? { least: value, most: value });
}

/** So many of the groups, in their order: none of a rule before each other rule has as many, as far as it has them. */
export function fairShare(groups: readonly InjectionGroup[], most: number): InjectionGroup[] {
  const counts = new Map<string, number>();
  const ranked = groups.map((group, place) => {
    const before = counts.get(group.first.rule) ?? 0;
    counts.set(group.first.rule, before + 1);
    return { group, place, before };
  });
  const chosen = ranked.sort((a, b) => a.before - b.before || a.place - b.place).slice(0, most);
  return chosen.sort((a, b) => a.place - b.place).map(({ group }) => group);
}

function widen(group: InjectionGroup, value: Injection['value']): void {
  const { first, range } = group;
  if (typeof value !== 'number' || typeof first.value !== 'number' || (!range && value === first.value)) return;
  const { least, most } = range ?? { least: first.value, most: first.value };
  group.range = { least: Math.min(least, value), most: Math.max(most, value) };
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
