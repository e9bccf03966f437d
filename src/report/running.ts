import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { baseName } from './base-name.ts';
import { programName } from './names.ts';
import { pidsByName, type Stopped } from './stopped.ts';
import { andMore, listed, processNumbers } from './words.ts';

const NAMES = 3;

/**
 * What was seen to run in the command's session at its timeout, as a sentence: first those with the highest numbers, as a
 * rule the last to start, and behind all the command itself. Empty where nothing was seen.
 */
export function tellRunning(
  running: readonly Stopped[],
  commandPid: number | null,
  processes: readonly ProcessRecord[],
): string {
  const known = running.toReversed().map(({ pid, name }) => ({ pid, name: knownName(pid, name, processes) }));
  const command = known.find(({ pid }) => pid === commandPid);
  const itself = command && `the command itself (${command.name}, process ${command.pid})`;
  const others = pidsByName(known.filter((process) => process !== command)).map(
    ([name, pids]) => `${name} (${processNumbers(pids)})`,
  );
  if (others.length === 0)
    return itself ? `At the timeout ${itself} still ran, and no other process was seen in its session` : '';
  const first =
    others.length <= NAMES ? listed(others) : `${others.slice(0, NAMES).join(', ')}${andMore(others.length - NAMES)}`;
  return `At the timeout ${first} still ran${itself ? `, and so did ${itself}` : ''}`;
}

/** With the name under which it was started, where a library reported from that program. */
function knownName(pid: number, name: string, processes: readonly ProcessRecord[]): string {
  const record = processes.findLast((process) => process.pid === pid && baseName(process.executable) === name);
  return record ? programName(record.executable, record.startedAs) : name || 'a program';
}
