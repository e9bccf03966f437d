import type { Store } from './store.ts';

/** What getting libraries takes from where chaos runs: each host has its own. */
export interface Supplies {
  /** Keeps what was downloaded. */
  downloads: Store;
  /** Keeps what was built. */
  builds: Store;
  execute: Execute;
}

/** Runs a program to its end; `code` is null when it could not be started or was killed. Throws nothing. */
export type Execute = (program: string, args: string[]) => Promise<{ code: number | null; output: string }>;
