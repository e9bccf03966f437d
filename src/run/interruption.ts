export const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** The signals that ask us to end, from the moment on at which this exists: none of them kills us any more. */
export interface Interruption {
  /** The first that came. */
  readonly signal: NodeJS.Signals | undefined;
  /** Called for each that comes; `count` is how many have come so far. Returns how to stop listening. */
  onSignal(listener: (signal: NodeJS.Signals, count: number) => void): () => void;
  /** Gives the signals their usual meaning back. */
  dispose(): void;
}

/** Starts to listen to the signals with which a user, a runner or a system asks a process to end. */
export function watchInterruption(): Interruption {
  const listeners = new Set<(signal: NodeJS.Signals, count: number) => void>();
  let first: NodeJS.Signals | undefined;
  let count = 0;
  const receive = (signal: NodeJS.Signals) => {
    first ??= signal;
    count++;
    for (const listener of listeners) listener(signal, count);
  };
  for (const signal of ENDING) process.on(signal, receive);
  return {
    get signal() {
      return first;
    },
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      for (const signal of ENDING) process.off(signal, receive);
    },
  };
}
