import type { Effect, ProfileRule } from './profile.ts';

/** The error that a rule makes calls fail with. */
export function errnoOf({ effects }: ProfileRule): string | undefined {
  return effects
    .map((effect) => (effect.kind === 'ERRNO' ? effect.errno : undefined))
    .find((name) => name !== undefined);
}

/** Whether an effect of a rule is an interruption: calls that do not wait have none. */
export function interrupts(rule: ProfileRule, kind: Effect['kind']): boolean {
  return kind === 'ERRNO' && errnoOf(rule) === 'EINTR';
}
