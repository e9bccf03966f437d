import type { Profile } from '../profile/profile.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type Bypass, ranBypasses, tellBypasses } from './bypass.ts';
import { cutShort } from './cut-short.ts';
import { doubts } from './doubts.ts';
import type { Linked } from './linked.ts';
import { outcomeReason } from './outcome-reason.ts';
import { refusedRules } from './refused-rules.ts';
import type { Report } from './report.ts';
import type { Running } from './running.ts';
import { type Stopped, tellStopped, tellSurvivors } from './stopped.ts';
import { unmatchedRules } from './unmatched.ts';

/** What the gate knows besides the report. */
export interface GateInput {
  profile: Profile;
  /** Null when there is none: the command was not started, or the file cannot be decoded. */
  telemetry: Telemetry | null;
  /** Nanoseconds of CLOCK_MONOTONIC. */
  runStart: bigint;
  /** Of the command's own process, target or not; null when nothing was started. */
  commandPid: number | null;
  /** Why the command could not be started: an errno's name. */
  startError: string | null;
  /** The signal with which chaos was asked to end while the command ran. */
  interruptedBy: string | null;
  /** What still ran in the command's session at its timeout. */
  running: readonly Running[];
  /** What still ran when the command had ended, and was stopped. */
  stopped: readonly Stopped[];
  /** What still ran then, and was out of reach. */
  survivors: readonly Stopped[];
  /** Programs that make calls past the libraries in them. */
  bypasses: readonly Bypass[];
  /** What selectors name by a path through a symbolic link. */
  linked: ReadonlyMap<string, Linked>;
}

/**
 * The verdict on a run. It fails when the command did not end as the profile allows, when rules were not in force, and, as
 * the profile says, when a rule matched no call. Each reason and each warning is a sentence that says what, where and what to do;
 * names of files and programs stand in it as they are.
 */
export function gate(report: Omit<Report, 'gate'>, input: GateInput): Report['gate'] {
  const { profile, telemetry } = input;
  const reasons: string[] = [];
  const warnings: string[] = [];
  const ending = outcomeReason(report, input);
  if (ending) reasons.push(ending);
  const endedItself = report.outcome.kind !== 'hung' && !input.interruptedBy;
  warnings.push(...tellStopped(input.stopped, endedItself), ...tellSurvivors(input.survivors, endedItself));
  if (report.outcome.kind !== 'not-started') {
    if (telemetry === null)
      reasons.push(
        'nothing is known of the faults in this run, for its telemetry could not be read: run it again, and leave the run directory alone meanwhile',
      );
    else {
      reasons.push(...refusedRules(telemetry.processes));
      const time = input.runStart + BigInt(Math.round(report.outcome.durationMs * 1e6));
      const bypasses = ranBypasses(input.bypasses, telemetry.processes);
      const end = { time, cutShort: cutShort(report, input) };
      const unmatched = unmatchedRules(report, profile, telemetry, end, { bypasses, linked: input.linked });
      if (profile.gate.unmatchedRules === 'fail') reasons.push(...unmatched);
      if (profile.gate.unmatchedRules === 'warn') warnings.push(...unmatched);
      warnings.push(...tellBypasses(bypasses, profile.rules), ...doubts(report, profile, telemetry));
    }
  }
  return { verdict: reasons.length === 0 ? 'pass' : 'fail', reasons, warnings };
}
