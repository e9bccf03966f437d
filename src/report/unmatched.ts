import grammar from '../compile/grammar.json' with { type: 'json' };
import type { Profile, ProfileRule } from '../profile/profile.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { baseName } from './blind-spots.ts';
import type { Report } from './report.ts';
import { missedWindow } from './window.ts';

const EXAMPLES = 3;
const NAMES = 6;
/** A call of an operation that a rule names leaves a sample, unless a rule selects it or no fault may ever befall its target. */
const SPARED = ', on nothing that faults may befall (spared are the standard streams, /proc, /sys and /dev)';

/** A sentence for each rule that no call matched: what it waited for, and what was seen instead. */
export function unmatchedRules(
  report: Omit<Report, 'gate'>,
  profile: Profile,
  telemetry: Telemetry,
  runEnd: bigint,
): string[] {
  const unmatched = new Set(report.rules.filter(({ matched }) => matched === 0).map(({ id }) => id));
  const otherwise = profile.gate.unmatchedRules === 'fail' ? ', or set gate.unmatchedRules to warn' : '';
  const matched = profile.rules.filter(({ id }) => !unmatched.has(id));
  const targets = targetsOnce(telemetry);
  return profile.rules
    .filter(({ id }) => unmatched.has(id))
    .map((rule) => {
      const seen = `Seen: ${seenCalls(rule, report, matched, targets)}${seenPrograms(rule, telemetry)}. Correct the rule`;
      const why = missedWindow(rule, runEnd, telemetry) ?? seen;
      return `rule ${rule.id} (${profile.path}:${rule.line}) matched no call: ${awaited(rule)}. ${why}${otherwise}`;
    });
}

function awaited({ library, operation, selector, policy }: ProfileRule): string {
  const kind = grammar.libraries.find(({ name }) => name === library)?.selector;
  const where = selector === '*' ? `on any ${kind ?? 'target'}` : `${kind === 'path' ? 'below' : 'on'} ${selector}`;
  const who = policy.process === undefined ? '' : ` in processes named ${policy.process}`;
  return `${library}.${operation ?? '*'} ${where}${who}`;
}

function seenCalls(
  { library, operation, policy }: ProfileRule,
  report: Omit<Report, 'gate'>,
  matched: ProfileRule[],
  targets: Targets,
): string {
  if (!report.processes.some(({ libraries }) => libraries.includes(library)))
    return `nothing, for no process loaded the ${library} library`;
  const called = report.operations.filter((row) => row.library === library && row.calls > 0);
  const calls = called
    .filter((row) => operation === undefined || row.operation === operation)
    .reduce((sum, row) => sum + row.calls, 0);
  if (calls > 0) {
    const noun = calls === 1 ? 'call' : 'calls';
    const sum = `${library}.${operation ?? '*'} ${calls} ${noun}`;
    const examples = targets(library, operation);
    if (examples.length > 0) return `${sum}, for example on ${examples.join(', ')}`;
    const others = matched
      .filter((rule) => rule.library === library && (!operation || !rule.operation || rule.operation === operation))
      .map(({ id }) => id);
    if (others.length > 0) return `${sum}, where other rules matched: ${firstOf(others)}`;
    return policy.process === undefined ? `${sum}${SPARED}` : sum;
  }
  if (called.length === 0) return `no ${library} call at all`;
  const others = called.toSorted((a, b) => b.calls - a.calls).map((row) => `${row.operation} ${row.calls}`);
  return `no ${library}.${operation} call; ${library} operations that were called: ${firstOf(others)}`;
}

/** What an operation was seen to be called on, and by which programs; at most so many examples. */
type Targets = (library: string, operation: string | undefined) => string[];

/** Looks through the calls that no rule selected, and those that got a fault, once for each operation: there may be millions. */
function targetsOnce({ samples, injections }: Telemetry): Targets {
  const known = new Map<string, string[]>();
  return (library, operation) => {
    const key = `${library}.${operation ?? '*'}`;
    const before = known.get(key);
    if (before) return before;
    const found = new Set<string>();
    for (const calls of [samples, injections])
      for (const call of calls) {
        if (found.size === EXAMPLES) break;
        if (call.library !== library || call.target === '') continue;
        if (operation !== undefined && call.operation !== operation) continue;
        found.add(`${call.target} (${baseName(call.executable) || 'unknown'})`);
      }
    const targets = [...found];
    known.set(key, targets);
    return targets;
  };
}

function seenPrograms({ policy }: ProfileRule, { processes }: Telemetry): string {
  if (policy.process === undefined) return '';
  const names = new Set(processes.map(({ executable, startedAs }) => baseName(executable || startedAs) || 'unknown'));
  return names.size === 0 ? '; no program ran with the libraries' : `; programs that ran: ${firstOf([...names])}`;
}

function firstOf(names: string[]): string {
  return names.length <= NAMES
    ? names.join(', ')
    : `${names.slice(0, NAMES).join(', ')} and ${names.length - NAMES} more`;
}
