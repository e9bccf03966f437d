import type { Telemetry } from '../telemetry/telemetry.ts';
import { programName } from './names.ts';
import { andMore, listed, processNumbers } from './words.ts';

const NAMES = 3;

/**
 * The programs besides the command itself of which nobody saw an end before that time, as a part of a sentence: those that
 * started last come first. Undefined without any. A process whose parent doesn't wait for it, or where no library is in that,
 * may have ended all the same.
 */
export function unended(
  { processes, endings }: Telemetry,
  until: bigint,
  commandPid: number | null,
): string | undefined {
  const last = new Map(processes.toSorted((a, b) => Number(a.time - b.time)).map((record) => [record.pid, record]));
  for (const { pid, time } of endings) if (time < until && (last.get(pid)?.time ?? until) <= time) last.delete(pid);
  const pidsOf = new Map<string, number[]>();
  for (const { pid, executable, startedAs } of [...last.values()].reverse()) {
    if (pid === commandPid) continue;
    const name = programName(executable || startedAs, startedAs) || 'a program';
    pidsOf.set(name, [...(pidsOf.get(name) ?? []), pid]);
  }
  const names = [...pidsOf].map(([name, pids]) => `${name} (${processNumbers(pids)})`);
  if (names.length === 0) return undefined;
  return names.length <= NAMES ? listed(names) : `${names.slice(0, NAMES).join(', ')}${andMore(names.length - NAMES)}`;
}
