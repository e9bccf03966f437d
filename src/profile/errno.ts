import type { Effect, ProfileRule } from './profile.ts';

/** The error that a rule makes calls fail with. */
export function errnoOf({ effects }: ProfileRule): string | undefined {
  return effects
    .map((effect) => (effect.kind === 'ERRNO' ? effect.errno : undefined))
    .find((name) => name !== undefined);
}

/** Operations some of whose functions, or calls with some flags, do not wait: a rule that interrupts does not match these. */
const NOT_ALWAYS_WAITING = new Set(['io.open', 'io.read', 'net.send', 'net.recv', 'process.waitpid']);

/** Whether a rule that interrupts leaves some of the calls that it names to the next rule. */
export function leavesCalls({ library, operation }: ProfileRule): boolean {
  return operation === undefined || NOT_ALWAYS_WAITING.has(`${library}.${operation}`);
}

/** Whether an effect of a rule is an interruption: calls that do not wait have none. Sleeps always wait. */
export function interrupts(rule: ProfileRule, kind: Effect['kind']): boolean {
  return kind === 'ERRNO' && errnoOf(rule) === 'EINTR' && rule.library !== 'time';
}
