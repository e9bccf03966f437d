import { livingMembers, signalGroup, waitForGroup } from './group.ts';

/** How a group of processes is brought to its end. */
export interface Ending {
  /** Sends the signal, and SIGKILL after the grace. */
  ask(signal: NodeJS.Signals, graceMs: number): void;
  /** Waits until nothing of the group runs: asks with SIGTERM unless that was done, and kills when the grace is over. */
  force(graceMs: number): Promise<void>;
  /** Nothing is left to be killed. */
  over(): void;
}

export function endingOf(group: number): Ending {
  let killAt = Number.POSITIVE_INFINITY;
  const killTimers: NodeJS.Timeout[] = [];
  const ask = (signal: NodeJS.Signals, graceMs: number) => {
    signalGroup(group, signal);
    signalGroup(group, 'SIGCONT'); // what is stopped cannot end
    killAt = Math.min(killAt, performance.now() + graceMs);
    killTimers.push(setTimeout(() => signalGroup(group, 'SIGKILL'), graceMs));
  };
  const force = async (graceMs: number) => {
    if (killAt === Number.POSITIVE_INFINITY) ask('SIGTERM', graceMs);
    await waitForGroup(group, killAt - performance.now());
    while (livingMembers(group).length > 0 && performance.now() < killAt + 1000) {
      signalGroup(group, 'SIGKILL');
      await waitForGroup(group, 100);
    }
  };
  const over = () => {
    for (const timer of killTimers) clearTimeout(timer);
  };
  return { ask, force, over };
}
