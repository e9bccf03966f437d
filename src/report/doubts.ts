import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Report } from './report.ts';

/** Warnings: what makes a run say less than it seems to. */
export function doubts(report: Omit<Report, 'gate'>, { lost }: Telemetry): string[] {
  const { dropped } = report.injections;
  const warnings: string[] = [];
  if (dropped > 0)
    warnings.push(
      `${dropped} ${dropped === 1 ? 'injection' : 'injections'} could not be recorded, so the list of injections is not complete; the counts of the rules are`,
    );
  if (lost > 0)
    warnings.push(
      `${lost} ${lost === 1 ? 'process' : 'processes'} could not be recorded, for the run directory may not be opened by its user or is full: what happened there is missing in every count`,
    );
  if (report.injections.recorded === 0 && report.rules.every(({ injected }) => injected === 0)) {
    const matched = report.rules.reduce((sum, rule) => sum + rule.matched, 0);
    warnings.push(
      matched === 0
        ? 'no fault was injected, for no rule matched a call: this run proves nothing'
        : `no fault was injected, though rules matched ${matched} ${matched === 1 ? 'call' : 'calls'}: this run proves nothing. Raise the probability of a rule, loosen its policy, or take another seed`,
    );
  }
  return warnings;
}
