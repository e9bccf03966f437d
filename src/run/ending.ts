import type { Identity } from '../telemetry/identity.ts';
import { livingMembers, signalSession, waitForSession } from './session.ts';

/** How a session is brought to its end. */
export interface Ending {
  /** Sends the signal, and SIGKILL after the grace. */
  ask(signal: NodeJS.Signals, graceMs: number): void;
  /** Waits until nothing of the session runs: asks with SIGTERM unless that was done, and kills when the grace is over. */
  force(graceMs: number): Promise<void>;
  /** Nothing is left to be killed. */
  over(): void;
}

export function endingOf(session: Identity): Ending {
  let killAt = Number.POSITIVE_INFINITY;
  const killTimers: NodeJS.Timeout[] = [];
  const ask = (signal: NodeJS.Signals, graceMs: number) => {
    signalSession(session, signal);
    signalSession(session, 'SIGCONT'); // what is stopped cannot end
    killAt = Math.min(killAt, performance.now() + graceMs);
    killTimers.push(setTimeout(() => signalSession(session, 'SIGKILL'), graceMs));
  };
  const force = async (graceMs: number) => {
    if (killAt === Number.POSITIVE_INFINITY) ask('SIGTERM', graceMs);
    await waitForSession(session, killAt - performance.now());
    while (livingMembers(session).length > 0 && performance.now() < killAt + 1000) {
      signalSession(session, 'SIGKILL');
      await waitForSession(session, 100);
    }
  };
  const over = () => {
    for (const timer of killTimers) clearTimeout(timer);
  };
  return { ask, force, over };
}
