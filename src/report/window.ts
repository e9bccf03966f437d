import type { ProfileRule } from '../profile/profile.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { isAbout, processesNamed } from './aim.ts';
import { milliseconds, readableDuration } from './duration.ts';
import type { NameOf } from './names.ts';

/** Nanoseconds of CLOCK_MONOTONIC. */
interface Life {
  start: bigint;
  end: bigint;
}

/**
 * Why a rule with `from` or `until` matched no call although its target may be right: no process lived until then, or such
 * calls were made at other times. Undefined where neither is known. `runEnd` is in nanoseconds of CLOCK_MONOTONIC.
 */
export function missedWindow(
  rule: ProfileRule,
  runEnd: bigint,
  telemetry: Telemetry,
  nameOf: NameOf,
): string | undefined {
  const { fromMs = 0, untilMs, process = '*' } = rule.policy;
  if (fromMs === 0 && untilMs === undefined) return undefined;
  const lives = livesOf(telemetry, process, runEnd);
  let longest = 0;
  for (const { start, end } of lives.values()) longest = Math.max(longest, milliseconds(end - start));
  if (lives.size > 0 && longest < fromMs)
    return `It begins ${readableDuration(fromMs)} after the start of a process (from), and none lived longer than ${readableDuration(longest)}. Make from earlier, or let the run last longer`;
  for (const sample of telemetry.samples) {
    const life = lives.get(sample.pid);
    if (!life || !isAbout(rule, sample)) continue;
    const age = milliseconds(sample.time - life.start);
    if (age >= fromMs && (untilMs === undefined || age < untilMs)) continue;
    const program = nameOf({ pid: sample.pid, exe: sample.executable }) || 'unknown';
    const place = `${sample.operation} on ${sample.target} (${program})`;
    const when = `${readableDuration(Math.max(0, age))} after the start of its process`;
    return age < fromMs
      ? `Such calls came before it began (from ${readableDuration(fromMs)}), for example ${place} ${when}. Make from earlier`
      : `Such calls came after it had ended (until ${readableDuration(untilMs ?? 0)}), for example ${place} ${when}. Make until later`;
  }
  return undefined;
}

/** From when to when each process of that name lived, as far as is known: it was there when a library reported first. */
function livesOf({ processes, endings }: Telemetry, glob: string, runEnd: bigint): Map<number, Life> {
  const lives = new Map<number, Life>();
  for (const { pid, time } of processesNamed(glob, processes))
    lives.set(pid, { start: lives.get(pid)?.start ?? time, end: runEnd });
  for (const { pid, time } of endings) {
    const life = lives.get(pid);
    if (life && time > life.start) life.end = time;
  }
  return lives;
}
