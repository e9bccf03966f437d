import type { GateInput } from './gate.ts';
import type { Outcome, RuleReport } from './report.ts';

/** Why programs may have ended before they made all the calls that they were to make; undefined where nothing says so. */
export function cutShort(
  { outcome, rules }: { outcome: Outcome; rules: readonly RuleReport[] },
  { interruptedBy, stopped }: Pick<GateInput, 'interruptedBy' | 'stopped'>,
): string | undefined {
  const { kind, exitCode, signal } = outcome;
  if (interruptedBy) return `the run was interrupted by ${interruptedBy}`;
  if (kind === 'hung') return 'the command was stopped at its timeout';
  if (signal !== null) return `the command died of ${signal}`;
  if (exitCode !== 0 && rules.some(({ injected }) => injected > 0))
    return `the command ended with exit code ${exitCode} under the faults of other rules`;
  if (kind === 'crashed') return `the command ended with exit code ${exitCode}, as after a crash`;
  const [first] = stopped;
  return first && `${first.name || 'a process'} was stopped, for it still ran when the command had ended`;
}
