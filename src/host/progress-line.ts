import { readableDuration } from '../report/duration.ts';
import { counted } from '../report/words.ts';

const FIRST_AFTER_MS = 2000;
const EVERY_MS = 500;
const CLEAR = '\r\x1b[2K';

/**
 * Keeps one line on a terminal up to date: elapsed time and faults so far. Appears after two seconds, and is gone without
 * a trace when the returned function is called.
 */
export function showProgress(write: (text: string) => void, injections: () => number | undefined): () => void {
  const started = performance.now();
  let shown = false;
  const show = () => {
    const elapsedMs = performance.now() - started;
    if (elapsedMs < FIRST_AFTER_MS) return;
    shown = true;
    const elapsed = readableDuration(Math.floor(elapsedMs / 1000) * 1000);
    write(`${CLEAR}chaos: running for ${elapsed}, ${faults(injections())} so far`);
  };
  const timer = setInterval(show, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    if (shown) write(CLEAR);
  };
}

/** `no fault`, `1 fault`, `1,200 faults` */
export function faults(count: number | undefined): string {
  return count ? counted(count, 'fault') : 'no fault';
}
