import { beyondManuals } from '../profile/manual.ts';
import type { Profile } from '../profile/profile.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type Crash, crashes, howItCrashed, moreOf } from './crashes.ts';
import { programName } from './names.ts';
import { programNotes } from './program-notes.ts';
import type { Report } from './report.ts';
import { isUnwatched } from './uncovered.ts';
import { unfiredRules } from './unfired.ts';
import { unlistedInjections } from './unlisted.ts';
import { counted } from './words.ts';

/** What keeps a process from getting room for records. */
const HINDERED =
  'found no room, no free descriptor (ulimit -n) or no address space (ulimit -v), may not write files of that size (ulimit -f)';

/** Warnings: what makes a run say less than it seems to. */
export function doubts(report: Omit<Report, 'gate'>, profile: Profile, { lost, processes }: Telemetry): string[] {
  const unlisted = Math.min(report.injections.dropped, unlistedInjections(profile, processes));
  const dropped = report.injections.dropped - unlisted;
  const warnings = crashes(report).map(
    (crash) =>
      `${programName(crash.exe, crash.startedAs) || 'a program'} died of ${howItCrashed(crash)}, ${causeOf(crash)}${moreOf(crash.signal)}`,
  );
  if (unlisted > 0)
    warnings.push(
      `${counted(unlisted, 'injection is', 'injections are')} counted and not listed: of what is done to every call (throttle, rate, freeze, offset, jump) the first 1,000 of a rule are listed of each process`,
    );
  if (dropped > 0)
    warnings.push(
      `${counted(dropped, 'injection')} could not be recorded, for their process ${HINDERED}, had given up its rights, died meanwhile, or wrote over its records: the list of injections is not complete, so look at the counts of the rules; a process that gives up its rights gets no more room than it had, so name the operations in the rule, or start it as that user`,
    );
  if (lost > 0)
    warnings.push(
      `${counted(lost, 'record of a process', 'records of processes')} could not be made, of which a process has one for each library, for its user may not open the run directory, it ${HINDERED}, or something cut the file off: what happened there is missing in every count`,
    );
  warnings.push(...programNotes(processes));
  if (isUnwatched(profile))
    warnings.push(
      'the profile says follow: false and has no rule of process, so nobody looked at the programs that were started: those in which no fault could happen are not named',
    );
  warnings.push(...beyondManuals(profile), ...unfiredRules(profile, report.rules, processes));
  if (report.injections.recorded === 0 && report.rules.every(({ injected }) => injected === 0)) {
    warnings.push(`${whyNone(report, lost)}: this run proves nothing`);
  }
  return warnings;
}

const NOT_CRASH = 'under faults a program may fail, but not crash. Replay with the same seed to see where';

/** What a program may have died of, and how to find out. */
function causeOf({ sender, struck }: Crash): string {
  if (sender !== undefined)
    return `but it went on after rule ${sender} had sent it that signal, so it may have died of something else: ${NOT_CRASH}`;
  return `and no rule killed it: ${
    struck ? NOT_CRASH : 'no fault befell it itself, so see whether it does so without chaos, too'
  }`;
}

function whyNone({ rules, injections }: Omit<Report, 'gate'>, lost: number): string {
  if (injections.dropped > 0) return 'which faults were injected is not known, for no record of one can be read';
  if (lost > 0) return 'no fault is known of, for what happened where no record could be made is not';
  const matched = rules.reduce((sum, rule) => sum + rule.matched, 0);
  return `no fault was injected, ${matched === 0 ? 'for no rule matched a call' : `though rules matched ${counted(matched, 'call')}`}`;
}
