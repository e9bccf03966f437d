import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { baseName } from './base-name.ts';
import { programName } from './names.ts';
import { pidsByName, type Stopped } from './stopped.ts';
import { andMore, listed, processNumbers } from './words.ts';

const NAMES = 3;

export interface Running extends Stopped {
  /** A signal such as SIGSTOP kept it from running. */
  suspended?: boolean;
}

/**
 * What was seen to run in the command's session at its timeout, as a sentence: first those with the highest numbers, as a
 * rule the last to start, and behind all the command itself. Empty where nothing was seen.
 */
export function tellRunning(
  running: readonly Running[],
  commandPid: number | null,
  processes: readonly ProcessRecord[],
): string {
  const known = running.toReversed().map((process) => ({ ...process, name: knownName(process, processes) }));
  const command = known.find(({ pid }) => pid === commandPid);
  const itself = command && `the command itself (${command.name}, process ${command.pid})`;
  const others = known.filter((process) => process !== command);
  const suspended = known.filter((process) => process.suspended);
  const why =
    suspended.length === 0 ? '' : `. A signal such as SIGSTOP had suspended ${few(suspended)}, and no SIGCONT came`;
  if (others.length > 0)
    return `At the timeout ${few(others)} still ran${itself ? `, and so did ${itself}` : ''}${why}`;
  return itself ? `At the timeout ${itself} still ran, and no other process was seen in its session${why}` : '';
}

function few(processes: readonly Running[]): string {
  const names = pidsByName(processes).map(([name, pids]) => `${name} (${processNumbers(pids)})`);
  return names.length <= NAMES ? listed(names) : `${names.slice(0, NAMES).join(', ')}${andMore(names.length - NAMES)}`;
}

/** With the name under which it was started, where a library reported from that program. */
function knownName({ pid, name }: Running, processes: readonly ProcessRecord[]): string {
  const record = processes.findLast((process) => process.pid === pid && baseName(process.executable) === name);
  return record ? programName(record.executable, record.startedAs) : name || 'a program';
}
