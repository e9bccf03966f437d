import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOTS = join(import.meta.dirname, '../../build/roots');

/** The directory of that name; made unless it is there, whole or not at all. */
export async function keep(name: string, make: (directory: string) => Promise<void>): Promise<string> {
  const directory = join(ROOTS, name);
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  await make(unfinished);
  renameSync(unfinished, directory);
  return directory;
}
