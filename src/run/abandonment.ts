import { setTimeout } from 'node:timers/promises';
import { ENDING } from './interruption.ts';
import { livingChildren } from './session.ts';

/** How long programs that we started may take to end. */
const PATIENCE_MS = 2000;
/** So soon after their end whoever waited for them has cleaned up, or started the next. */
const CLEANUP_MS = 100;

/**
 * Does what may be abandoned at any time, but leave nothing behind: a signal that asks us to end is first passed on, as SIGTERM,
 * to the programs that the work has started, such as a compiler. When they are gone, and the work has cleaned up behind them,
 * we die of that signal; the returned promise is never settled then.
 */
export async function abandonable<T>(work: () => Promise<T>): Promise<T> {
  let abandoned = false;
  const receive = async (signal: NodeJS.Signals) => {
    abandoned = true;
    stopListening();
    await endChildren();
    process.kill(process.pid, signal);
  };
  const stopListening = () => {
    for (const signal of ENDING) process.off(signal, receive);
  };
  for (const signal of ENDING) process.on(signal, receive);
  try {
    return await work();
  } finally {
    if (abandoned) await new Promise<never>(() => undefined);
    stopListening();
  }
}

async function endChildren(): Promise<void> {
  const asked = new Set<number>();
  const deadline = performance.now() + PATIENCE_MS;
  let quietAt = performance.now() + CLEANUP_MS;
  for (;;) {
    const now = performance.now();
    const children = livingChildren();
    if (children.length > 0) quietAt = now + CLEANUP_MS;
    if (now >= Math.min(quietAt, deadline)) return;
    for (const child of children.filter((pid) => !asked.has(pid))) {
      asked.add(child);
      end(child);
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
