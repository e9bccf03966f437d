import { type Kill, kills } from './kills.ts';
import { programName } from './names.ts';
import type { ProcessReport, Report } from './report.ts';
import { processNumbers } from './words.ts';

/** What the kernel, or abort(), sends to a program that did something wrong; and none that other programs send to end it. */
const OF_A_CRASH: ReadonlySet<string> = new Set([
  ...['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP', 'SIGXCPU', 'SIGXFSZ'],
]);

/** A program that died of a signal while the command ran: each program and signal once. */
export interface Crash {
  exe: string;
  startedAs: string | undefined;
  signal: string;
  /** The processes, in the order in which they began. */
  pids: number[];
  /** Whether any fault befell one of them. */
  struck: boolean;
  /** The rule that sent such a signal to one of them, which then went on. */
  sender: string | undefined;
}

/** The programs besides the command itself that crashed, but for those that a rule killed: one death for each signal it sent. */
export function crashes({
  processes,
  injections,
  outcome,
  target,
}: Pick<Report, 'processes' | 'injections' | 'outcome' | 'target'>): Crash[] {
  const crashed = processes.filter(({ signal }) => signal !== null && OF_A_CRASH.has(signal));
  if (crashed.length === 0) return [];
  const sent = kills(injections.items);
  const pids = new Set(processes.map(({ pid }) => pid));
  // The command was started by chaos, which is no process of the run; nor is the shell of a step.
  const isCommand = ({ parent, signal }: ProcessReport) => signal === outcome.signal && !pids.has(parent);
  const command = target === 'command' ? crashed.find(isCommand) : undefined;
  const found = new Map<string, Crash>();
  for (const process of crashed) {
    const { pid, exe, startedAs, signal } = process;
    if (process === command || signal === null) continue;
    const killedBy = (kill: Kill) => kill.signal === signal && kill.pid === pid && kill.exe === exe;
    const last = sent.findIndex((kill) => killedBy(kill) && !kill.wentOn);
    if (last >= 0) {
      sent.splice(last, 1);
      continue;
    }
    const sender = sent.find(killedBy)?.rule;
    const key = `${signal} ${sender} ${programName(exe, startedAs, exe)}`;
    const crash = found.get(key) ?? { exe, startedAs, signal, pids: [], struck: false, sender };
    crash.pids.push(pid);
    crash.struck ||= process.injected > 0;
    found.set(key, crash);
  }
  return [...found.values()];
}

/** `SIGSEGV (process 7 and 2 more)` */
export function howItCrashed({ signal, pids }: Crash): string {
  return `${signal} (${processNumbers(pids)})`;
}

/** What else is to be said of such a death, behind the sentence. */
export function moreOf(signal: string | null | undefined): string {
  return signal === 'SIGSYS'
    ? '. It may be a filter of system calls (seccomp) that met one of the libraries: they make some themselves, such as prlimit64, fcntl, getpid and openat'
    : '';
}
