import type { Outcome } from './report.ts';

/** The bare facts of how a command ended. */
export interface CommandFacts {
  exitCode: number | null;
  signal: string | null;
  timedOut: boolean;
  /** Why the command could not be started: an errno's name. */
  startError: string | null;
  durationMs: number;
  /** The signal with which chaos itself was asked to end while the command ran; null where its time was over before. */
  interruptedBy: string | null;
}

/** By the exit code with which a shell reports that a program it ran died of a signal: 128 + the signal's number. */
const CRASH_CODES: ReadonlyMap<number, string> = new Map([
  [132, 'SIGILL'],
  [133, 'SIGTRAP'],
  [134, 'SIGABRT'],
  [135, 'SIGBUS'],
  [136, 'SIGFPE'],
  [139, 'SIGSEGV'],
  [159, 'SIGSYS'],
]);

/** Signals that ask a program to end: dying of them is no crash. */
const REQUESTS: ReadonlySet<string> = new Set(['SIGHUP', 'SIGINT', 'SIGTERM']);

/**
 * What the command did. It hung when the timeout ended it, and crashed when it died of a signal that does not merely ask it
 * to end, or ended with the exit code by which a shell reports such a death.
 */
export function classifyOutcome(facts: CommandFacts): Outcome {
  const { exitCode, signal } = facts;
  return { kind: kindOf(facts), exitCode, signal, durationMs: Math.round(facts.durationMs * 1000) / 1000 };
}

/** The signal that a shell reports with this exit code; undefined when the code tells of no crash. */
export function crashSignal(exitCode: number | null): string | undefined {
  return exitCode === null ? undefined : CRASH_CODES.get(exitCode);
}

function kindOf({ exitCode, signal, timedOut, startError, interruptedBy }: CommandFacts): Outcome['kind'] {
  if (startError !== null) return 'not-started';
  if (timedOut) return 'hung';
  if (exitCode === 0) return 'passed';
  if (interruptedBy) return 'failed';
  const isCrash = signal === null ? crashSignal(exitCode) !== undefined : !REQUESTS.has(signal);
  return isCrash ? 'crashed' : 'failed';
}
