import grammar from '../compile/grammar.json' with { type: 'json' };
import type { Effect, GateSettings, Profile, ProfileRule } from '../profile/profile.ts';
import type { CallRecord, Telemetry } from '../telemetry/telemetry.ts';
import { isAbout, nearness, processesNamed } from './aim.ts';
import { type RanBypass, tellBypasses } from './bypass.ts';
import { type Linked, realSelector } from './linked.ts';
import { type NameOf, programName, programNames } from './names.ts';
import type { Report } from './report.ts';
import { type SeenTargets, seenTargets } from './seen-targets.ts';
import { isUnwatched, tellUncovered } from './uncovered.ts';
import { missedWindow } from './window.ts';
import { andMore, counted, withSeparators } from './words.ts';

const EXAMPLES = 3;
const NAMES = 6;
/** Operations of io that are other ones where they are called on sockets: `io.write` is `net.send` there. */
const ON_SOCKETS: Record<string, string> = { read: 'recv', write: 'send', close: 'close' };

/** Effects that only take time, and how much of it may make a program give up, in milliseconds. */
const SLOW: readonly Effect['kind'][] = ['LATENCY', 'THROTTLE'];
const LONG_MS = 1000;

/** Selectors that mean every file, and name none. */
const UNNAMED = ['*', '/'];

const CORRECT = 'Correct the rule';
/** What else may be done, by what the profile says of such rules. */
const OTHERWISE: Record<GateSettings['unmatchedRules'], string> = {
  fail: ', or set gate.unmatchedRules to warn',
  warn: ', or leave it as it is, if the command need not make such calls',
  ignore: '',
};
const STEP_SHELL =
  "; the step's own shell is no target, nor are its redirections (echo > file) and the commands that are built into it";
const UNWATCHED =
  'the profile says follow: false, so nobody looked at the programs that were started, and some may not have been covered';

/** When a run ended, and why perhaps too early. */
export interface RunEnd {
  /** Nanoseconds of CLOCK_MONOTONIC. */
  time: bigint;
  /** Why programs may not have made all their calls, as the beginning of a sentence. */
  cutShort: string | undefined;
}

/** A sentence for each rule that no call matched: what it waited for, what was seen instead, and what may be the reason. */
export function unmatchedRules(
  report: Omit<Report, 'gate'>,
  profile: Profile,
  telemetry: Telemetry,
  end: RunEnd,
  { bypasses, linked }: { bypasses: readonly RanBypass[]; linked: ReadonlyMap<string, Linked> },
): string[] {
  const unmatched = new Set(report.rules.filter(({ matched }) => matched === 0).map(({ id }) => id));
  const otherwise = OTHERWISE[profile.gate.unmatchedRules];
  const matched = profile.rules.filter(({ id }) => !unmatched.has(id));
  const targets = seenTargets(telemetry);
  const nameOf = programNames(report.processes);
  const early = end.cutShort ? [`${end.cutShort}, so look at that first`] : [];
  const records = counted(telemetry.lost, 'record of a process', 'records of processes');
  const unknown = telemetry.lost > 0 ? [`${records} could not be made, so calls are missing in every count`] : [];
  const unwatched = isUnwatched(profile) ? [UNWATCHED] : [];
  return profile.rules
    .filter(({ id }) => unmatched.has(id))
    .map((rule) => {
      const calls = seenCalls(rule, report, matched, targets, telemetry);
      const missed = [
        ...tellUncovered(report.blindSpots, rule, telemetry.processes),
        ...tellBypasses(bypasses, [rule]),
      ];
      const todo =
        otherName(rule, targets, telemetry) ??
        whatToDo(
          [
            ...(early.length > 0 ? early : kept(rule, report, matched)),
            ...unknown,
            ...unwatched,
            ...realName(rule, linked),
          ],
          missed,
        );
      const seen = `Seen: ${calls}${seenPrograms(rule, telemetry)}. ${todo}`;
      const why = missedWindow(rule, end.time, telemetry, nameOf) ?? seen;
      return `rule ${rule.id} (${profile.path}:${rule.line}) matched no call: ${awaited(rule)}. ${why}${otherwise}`;
    });
}

/** To the rule, unless something else tells why it matched nothing: `missed`, programs that it may be for and can't reach. */
function whatToDo(causes: readonly string[], missed: readonly string[]): string {
  const more =
    missed.length > EXAMPLES ? [`${counted(missed.length - EXAMPLES, 'more program')} of this kind ran`] : [];
  const all = [...causes, ...missed.slice(0, EXAMPLES), ...more];
  if (all.length === 0) return CORRECT;
  const right = missed.length > 0 ? ' If the rule is about that, it is right, and cannot be met.' : '';
  return `This may be why: ${all.join('; or ')}.${right} Else correct the rule`;
}

function awaited({ library, operation, selector, policy }: ProfileRule): string {
  const kind = grammar.libraries.find(({ name }) => name === library)?.selector;
  const where = selector === '*' ? `on any ${kind ?? 'target'}` : `${kind === 'path' ? 'below' : 'on'} ${selector}`;
  const who = policy.process === undefined ? '' : ` in processes named ${policy.process}`;
  return `${library}.${operation ?? '*'} ${where}${who}`;
}

function seenCalls(
  rule: ProfileRule,
  report: Omit<Report, 'gate'>,
  matched: ProfileRule[],
  targets: SeenTargets,
  telemetry: Telemetry,
): string {
  const { library, operation, policy } = rule;
  if (!report.processes.some(({ libraries }) => libraries.includes(library)))
    return `nothing, for no process loaded the ${library} library${report.target === 'children' ? STEP_SHELL : ''}`;
  const called = report.operations.filter((row) => row.library === library && row.calls > 0);
  const calls = called
    .filter((row) => operation === undefined || row.operation === operation)
    .reduce((sum, row) => sum + row.calls, 0);
  if (calls > 0) {
    const sum = `${library}.${operation ?? '*'} ${counted(calls, 'call')}`;
    const examples = examplesFor(rule, targets, telemetry, programNames(report.processes));
    if (examples.length > 0) return `${sum}, for example on ${examples.join(', ')}`;
    const others = matched
      .filter((other) => other.library === library && (!operation || !other.operation || other.operation === operation))
      .map(({ id }) => id);
    if (others.length > 0) return `${sum}, where other rules matched: ${firstOf(others)}`;
    return policy.process === undefined ? `${sum}${spared(rule)}` : sum;
  }
  if (called.length === 0) return `no ${library} call at all`;
  const others = called
    .toSorted((a, b) => b.calls - a.calls)
    .map((row) => `${row.operation} ${withSeparators(row.calls)}`);
  return `no ${library}.${operation} call; ${library} operations that were called: ${firstOf(others)}`;
}

/** A call of an operation that a rule names leaves a sample, unless a rule selects it or no fault may ever befall its target. */
function spared({ library, operation = '' }: ProfileRule): string {
  const other = library === 'io' ? ON_SOCKETS[operation] : undefined;
  const onSockets = other ? `; on a socket it is a call of net.${other}` : '';
  return `, on nothing that faults may befall (spared are the standard streams, /proc, /sys and /dev${onSockets})`;
}

/** What calls were on and which programs made them; the nearest to what the rule means first. */
function examplesFor(rule: ProfileRule, targets: SeenTargets, telemetry: Telemetry, nameOf: NameOf): string[] {
  const { unselected, faulty } = targets(rule.library, rule.operation);
  const meant = new Set(meantCalls(rule, targets, telemetry));
  const near = (call: CallRecord) =>
    meant.has(call) ? Number.POSITIVE_INFINITY : nearness(rule.selector, call.target);
  const ranked = [...unselected, ...faulty]
    .map((call) => ({ call, rank: near(call) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : b.rank - a.rank));
  const names = ranked.map(
    ({ call }) => `${call.target} (${nameOf({ pid: call.pid, exe: call.executable }) || 'unknown'})`,
  );
  return [...new Set(names)].slice(0, EXAMPLES);
}

/** Calls that the rule is about by what is known of them, and that it did not select all the same. */
function meantCalls(rule: ProfileRule, targets: SeenTargets, { processes }: Telemetry): CallRecord[] {
  const meant = targets(rule.library, rule.operation).unselected.filter((call) => isAbout(rule, call));
  if (rule.policy.process === undefined || meant.length === 0) return meant;
  const named = processesNamed(rule.policy.process, processes);
  const programs = new Set(named.map(({ pid, executable }) => `${pid} ${executable}`));
  return meant.filter(({ pid, executable }) => programs.has(`${pid} ${executable}`));
}

/**
 * Why a rule of io did not select files that it seems to be about: the rules know a descriptor by the name under which the
 * program opened it, records of some have the kernel's name; and what a program got as a standard stream is only meant by its path.
 */
function otherName(rule: ProfileRule, targets: SeenTargets, telemetry: Telemetry): string | undefined {
  const [nearest] = rule.library === 'io' ? meantCalls(rule, targets, telemetry) : [];
  if (!nearest) return undefined;
  return UNNAMED.includes(rule.selector)
    ? `That is a standard stream (descriptor 0, 1 or 2) as the program got it, which only a rule that names its path is about: write path: ${nearest.target} if it is meant. ${CORRECT}`
    : `The program opened ${nearest.target} under another name, as through a symbolic link, and a rule must have the name that the program uses. ${CORRECT}`;
}

/** Nothing made such a call, and other faults may be why: whoever finds no address connects to none. */
function kept(
  { library, operation }: ProfileRule,
  { operations, rules }: Omit<Report, 'gate'>,
  matched: readonly ProfileRule[],
): string[] {
  const called = operations.some(
    (row) => row.library === library && (operation ?? row.operation) === row.operation && row.calls > 0,
  );
  const added = new Map(rules.filter(({ injected }) => injected > 0).map((rule) => [rule.id, rule.addedLatencyMs]));
  const fired = matched
    .filter(({ id }) => added.has(id))
    .filter(({ id, effects }) => (added.get(id) ?? 0) >= LONG_MS || effects.some(({ kind }) => !SLOW.includes(kind)))
    .map(({ id }) => id);
  return called || fired.length === 0
    ? []
    : [`faults of other rules (${firstOf(fired)}) may have kept the program from such calls`];
}

/** Many programs resolve a path before they use it, and a working directory has its real name. */
function realName({ selector }: ProfileRule, linked: ReadonlyMap<string, Linked>): string[] {
  const link = linked.get(selector);
  return link === undefined
    ? []
    : [
        `${selector} leads through a symbolic link, and the program may use the real name, so write path: ${realSelector(selector, link)}`,
      ];
}

function seenPrograms({ policy }: ProfileRule, { processes }: Telemetry): string {
  if (policy.process === undefined) return '';
  const names = new Set(
    processes.map(({ executable, startedAs }) => programName(executable || startedAs, startedAs) || 'unknown'),
  );
  return names.size === 0 ? '; no program ran with the libraries' : `; programs that ran: ${firstOf([...names])}`;
}

function firstOf(names: string[]): string {
  const first = names.slice(0, NAMES);
  return `${first.join(', ')}${andMore(names.length - first.length)}`;
}
