import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  ms: number;
}

/** A running process, what it says, and how it ends. */
export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolves when standard output holds the text. */
  said: (text: string) => Promise<void>;
}

/** Reads along with a process that has just been started; it runs from `since` on. */
export function follow(
  child: ChildProcess & { stdout: Readable; stderr: Readable },
  since = performance.now(),
): Running {
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listener of listeners) listener();
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...output, ms: performance.now() - since }));
  });
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => output.stdout.includes(text) && resolve();
      listeners.add(look);
      look();
    });
  return { child, ended, said };
}
