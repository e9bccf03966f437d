import { setTimeout } from 'node:timers/promises';
import type { Identity } from '../telemetry/identity.ts';
import { ENDING } from './interruption.ts';
import { livingChildren, livingMembers, sessionOf } from './session.ts';

/** How long programs that we started may take to end. */
const PATIENCE_MS = 2000;
/** Work that has started none so soon waits for none. */
const START_MS = 100;

/**
 * Does what may be abandoned at any time, but leave nothing behind: a signal that asks us to end is first passed on, as SIGTERM,
 * to the programs that the work has started, such as a compiler. When they are gone, and the work that waited for them has
 * cleaned up and ended, we die of that signal; the returned promise is never settled then. Further signals change nothing.
 */
export async function abandonable<T>(work: () => Promise<T>): Promise<T> {
  let abandoned = false;
  let over = false;
  const inherited = livingChildren();
  const receive = async (signal: NodeJS.Signals) => {
    if (abandoned) return;
    abandoned = true;
    await endChildren(inherited, () => over);
    process.removeAllListeners(signal); // also of the work, which may be done after all
    process.kill(process.pid, signal);
  };
  const stopListening = () => {
    for (const signal of ENDING) process.off(signal, receive);
  };
  for (const signal of ENDING) process.on(signal, receive);
  try {
    return await work();
  } finally {
    over = true;
    if (abandoned) await new Promise<never>(() => undefined);
    stopListening();
  }
}

/** All but those that were there before, with what each that leads a session has started, and those that are started meanwhile. */
async function endChildren(inherited: number[], isOver: () => boolean): Promise<void> {
  const asked = new Map<number, Identity>();
  const begin = performance.now();
  for (;;) {
    const passed = performance.now() - begin;
    const members = [...asked.values()].flatMap(livingMembers);
    const children = livingChildren().filter((pid) => !inherited.includes(pid));
    const running = [...children, ...members.map(({ pid }) => pid)];
    const isDone = isOver() || (asked.size === 0 && passed >= START_MS);
    if (passed >= PATIENCE_MS || (running.length === 0 && isDone)) return;
    for (const pid of running.filter((pid) => !asked.has(pid))) {
      asked.set(pid, sessionOf(pid));
      end(pid);
    }
    await setTimeout(10);
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // it ended meanwhile
  }
}
