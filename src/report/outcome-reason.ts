import type { Profile } from '../profile/profile.ts';
import { moreOf } from './crashes.ts';
import { readableDuration } from './duration.ts';
import type { GateInput } from './gate.ts';
import { killer } from './kills.ts';
import { crashSignal } from './outcome.ts';
import type { Report } from './report.ts';
import { tellRunning } from './running.ts';
import { scarcity } from './start-error.ts';
import { listed } from './words.ts';

/** Why the gate fails for how the command ended; undefined when it ended as the profile allows. */
export function outcomeReason(
  { outcome, injections: { items } }: Pick<Report, 'outcome' | 'injections'>,
  input: GateInput,
): string | undefined {
  const { kind, exitCode, signal } = outcome;
  const { profile, startError, interruptedBy } = input;
  const after = readableDuration(outcome.durationMs);
  if (kind === 'not-started') {
    const scarce = scarcity(startError ?? '');
    const advice = scarce
      ? `${scarce}, so run it again where that is not so`
      : 'check its name and that it may be executed';
    return `the command could not be started${startError ? ` (${startError})` : ''}: ${advice}`;
  }
  if (interruptedBy)
    return `the run was interrupted by ${interruptedBy} after ${after}: what the command would have done is unknown, so run it again`;
  if (kind === 'hung') {
    const there = tellRunning(input.running, input.commandPid, input.telemetry?.processes ?? []);
    return `the command hung: it did not end within its timeout and was gone after ${after}. Look at what it waited for, or give it more time with a longer timeout${there && `. ${there}`}`;
  }
  if (exitCode !== null && profile.gate.exitCodes.includes(exitCode)) return undefined;
  if (exitCode === null) {
    const sent = killer(items, signal ?? undefined, input.commandPid);
    if (sent?.wentOn)
      return `the command died of ${signal} after ${after}. It went on after ${ruleName(sent.rule, profile)} had sent it that signal, so it may have died of something else: replay it with the same seed to see where`;
    if (sent)
      return `the command died of ${signal} after ${after}, which ${ruleName(sent.rule, profile)} sent to it: to see what others make of such an end, kill a program that the command starts (process), not the command itself`;
    return kind === 'crashed'
      ? `the command crashed: it died of ${signal ?? 'a signal'} after ${after}. Replay it with the same seed to see where${moreOf(signal)}`
      : `the command was ended by ${signal ?? 'a signal'} after ${after}: by itself, by another process of the run or from outside, for who sent that is not known. Replay it with the same seed: if it ends so again, look for what in the run sends it`;
  }
  const allowed = `gate.exitCodes of ${profile.path} allows ${listed(profile.gate.exitCodes)}`;
  const add = `if that is right under these faults, add ${exitCode} to gate.exitCodes`;
  if (kind !== 'crashed') return `the command ended with exit code ${exitCode}, but ${allowed}: ${add}`;
  const died = crashSignal(exitCode);
  const sent = killer(items, died);
  return sent && !sent.wentOn
    ? `the command ended with exit code ${exitCode}, by which a shell says that a program died of ${died}, as ${ruleName(sent.rule, profile)} made one, but ${allowed}: ${add}`
    : `the command crashed: exit code ${exitCode} says that a program died of ${died ?? 'a signal'}, and ${allowed}. Replay it with the same seed to see where; ${add}${moreOf(died)}`;
}

function ruleName(id: string, { path, rules }: Profile): string {
  const line = rules.find((rule) => rule.id === id)?.line;
  return line === undefined ? `rule ${id}` : `rule ${id} (${path}:${line})`;
}
