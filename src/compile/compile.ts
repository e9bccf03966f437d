import { namesHost } from '../profile/endpoint.ts';
import type { Delay, Effect, Policy, Profile, ProfileRule } from '../profile/profile.ts';
import { decimal } from './decimal.ts';

/** The text of rules that one library reads (`<library>.conf`), and which rule each of its lines came from. */
export interface RuleText {
  library: string;
  /** A comment that names the profile, then `lines`; ends with a line ending. */
  text: string;
  /** One for each effect of each rule, in the order of the profile. */
  lines: { ruleId: string; text: string }[];
}

/** Turns a profile into the rule texts of the libraries that it needs, in the order in which its rules first name them. */
export function compileProfile(profile: Profile): RuleText[] {
  const linesOf = new Map<string, RuleText['lines']>();
  for (const rule of profile.rules) {
    const lines = linesOf.get(rule.library) ?? [];
    linesOf.set(rule.library, lines);
    for (const effect of rule.effects) lines.push({ ruleId: rule.id, text: compileRule(rule, effect) });
  }
  return [...linesOf].map(([library, lines]) => ({
    library,
    text: `# profile ${profile.name}\n${lines.map(({ text }) => `${text}\n`).join('')}`,
    lines,
  }));
}

/**
 * The rule texts that a run needs: those of its profile, and without rules those of libraries that others need. One follows
 * programs, unless the profile says otherwise; hosts that rules on endpoints name are known by what dns sees resolved.
 */
export function runTexts(profile: Profile): RuleText[] {
  const texts = compileProfile(profile);
  const needed = [
    ...(profile.rules.some(({ library, selector }) => library === 'net' && namesHost(selector)) ? ['dns'] : []),
    ...(profile.follow ? ['process'] : []),
  ].filter((needs) => !texts.some(({ library }) => library === needs));
  return [...texts, ...needed.map((library) => ({ library, text: `# profile ${profile.name}\n`, lines: [] }))];
}

function compileRule(rule: ProfileRule, effect: Effect): string {
  const operation = rule.operation === undefined ? '' : `${rule.operation}:`;
  const terms = [...compilePolicy(rule.policy), `id=${rule.id}`];
  return `${rule.selector}:${operation}${compileEffect(effect)}@${terms.join(',')}`;
}

function compileEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'ERRNO':
      return `ERRNO:${effect.errno}`;
    case 'LATENCY':
      return `LATENCY:${compileDelay(effect.delay)}`;
    default:
      return effect.value === undefined ? effect.kind : `${effect.kind}:${effect.value}`;
  }
}

function compileDelay(delay: Delay): string {
  switch (delay.kind) {
    case 'fixed':
      return duration(delay.ms);
    case 'uniform':
      return `uniform(${duration(delay.leastMs)},${duration(delay.mostMs)})`;
    case 'normal':
      return `normal(${duration(delay.meanMs)},${duration(delay.deviationMs)})`;
    case 'pareto':
      return `pareto(${duration(delay.scaleMs)},${decimal(delay.shape, 6)})`;
  }
}

function compilePolicy(policy: Policy): string[] {
  const { probability, after, every, nth, times, budget, fromMs, untilMs, process } = policy;
  const terms: [string, string | undefined][] = [
    ['p', probability === undefined ? undefined : decimal(probability, 12)],
    ['after', after?.toString()],
    ['every', every?.toString()],
    ['nth', nth?.join('|')],
    ['times', times?.toString()],
    ['budget', budget?.toString()],
    ['from', fromMs === undefined ? undefined : duration(fromMs)],
    ['until', untilMs === undefined ? undefined : duration(untilMs)],
    ['exe', process],
  ];
  return terms.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}

/** Milliseconds, to the nanosecond. */
function duration(ms: number): string {
  return `${decimal(ms, 6)}ms`;
}
