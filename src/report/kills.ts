import type { Injection } from './report.ts';

/** A signal that a rule sent. */
export interface Kill {
  rule: string;
  pid: number;
  exe: string;
  signal: Injection['value'];
  /** Whether more is known of the thread after that: it has survived the signal, or handled it before it died. */
  wentOn: boolean;
}

/** The signals that rules sent, in their order. */
export function kills(items: readonly Injection[]): Kill[] {
  const found: Kill[] = [];
  const lastOf = new Map<string, { kill: Kill; item: Injection; failed: boolean }>();
  for (const item of items) {
    const { rule, pid, tid, exe, effect, value } = item;
    if (effect !== 'KILL' && lastOf.size === 0) continue;
    const thread = `${pid} ${tid} ${exe}`;
    const last = lastOf.get(thread);
    if (last && !last.failed && failsCallOf(last.item, item)) {
      last.failed = true;
      continue;
    }
    if (last) last.kill.wentOn = true;
    if (effect !== 'KILL') continue;
    const kill = { rule, pid, exe, signal: value, wentOn: false };
    found.push(kill);
    lastOf.set(thread, { kill, item, failed: false });
  }
  return found;
}

/** The rule that sent such a signal, to a process or to any, rather one that ended it; undefined when none did. */
export function killer(items: readonly Injection[], signal: string | undefined, pid?: number | null): Kill | undefined {
  const sent = kills(items).filter((kill) => kill.signal === signal && (pid === undefined || kill.pid === pid));
  return sent.findLast(({ wentOn }) => !wentOn) ?? sent.at(-1);
}

/** Whether it is the error of the call during which a signal was sent: both are recorded before that. */
function failsCallOf(kill: Injection, { operation, site, target, effect }: Injection): boolean {
  return (
    (effect === 'ERRNO' || effect === 'FAIL_AFTER') &&
    operation === kill.operation &&
    site === kill.site &&
    target === kill.target
  );
}
