import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Keeps archives from one run to the next. What comes back may be anything: who takes it verifies it. */
export interface Store {
  /** What was put under a name. Undefined when nothing was, or when it cannot be had. Throws nothing. */
  take(name: string): Promise<Buffer | undefined>;
  /** Throws when it cannot be kept. */
  put(name: string, bytes: Buffer): Promise<void>;
}

/** Files in one directory. Who puts at the same time as others, or reads meanwhile, sees whole files only. */
export function directoryStore(directory: string): Store {
  return {
    take: async (name) => readIfThere(join(directory, name)),
    async put(name, bytes) {
      mkdirSync(directory, { recursive: true });
      const unfinished = join(directory, `.${name}.${process.pid}`);
      try {
        writeFileSync(unfinished, bytes);
        renameSync(unfinished, join(directory, name));
      } finally {
        rmSync(unfinished, { force: true });
      }
    },
  };
}

/** What a file holds; undefined where it cannot be read. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** The directory in which programs of this user keep what they can get again. */
export function cacheDirectory(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'chaos-action');
}
