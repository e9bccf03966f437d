import { readableDuration } from './duration.ts';
import { crashSignal } from './outcome.ts';
import type { Outcome, Report } from './report.ts';

/** `1 fault`, `2,000 faults`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${withSeparators(count)} ${count === 1 ? noun : plural}`;
}

/** `1,234,567` */
export function withSeparators(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Where no fault is listed: `no fault`, or how many were counted all the same. */
export function noneListed({ dropped }: Report['injections']): string {
  return dropped === 0 ? 'no fault' : `${counted(dropped, 'fault')}, of which there is no record`;
}

/** `process 7`, `process 7 and 2 more` */
export function processNumbers([first, ...others]: readonly number[]): string {
  return `process ${first}${andMore(others.length)}`;
}

/** Behind the one of several that is named: ` and 2 more`; nothing behind one that is alone. */
export function andMore(others: number): string {
  return others <= 0 ? '' : ` and ${withSeparators(others)} more`;
}

/** `io, net and time`; `none` where there are none. */
export function listed(items: readonly (string | number)[]): string {
  if (items.length === 0) return 'none';
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** How a command ended, as the end of a sentence about it: `ended with exit code 1 after 1.2 s`. */
export function ending({ kind, exitCode, signal, durationMs }: Outcome): string {
  const after = `after ${readableDuration(durationMs)}`;
  switch (kind) {
    case 'not-started':
      return 'could not be started';
    case 'hung':
      return `hung, and was stopped ${after}`;
    case 'passed':
      return `succeeded ${after}`;
    case 'failed':
      return exitCode === null ? `was ended by ${signal} ${after}` : `failed with exit code ${exitCode} ${after}`;
    case 'crashed':
      return exitCode === null
        ? `crashed with ${signal} ${after}`
        : `crashed with ${crashSignal(exitCode) ?? 'a signal'} (exit code ${exitCode}) ${after}`;
  }
}

/** `3 faults injected by 1 of 2 rules`; counts what was recorded and what was not. */
export function injectedByRules({ rules, injections }: Pick<Report, 'rules' | 'injections'>): string {
  const fired = rules.filter(({ injected }) => injected > 0).length;
  const total = injections.recorded + injections.dropped;
  return `${counted(total, 'fault')} injected by ${withSeparators(fired)} of ${counted(rules.length, 'rule')}`;
}
