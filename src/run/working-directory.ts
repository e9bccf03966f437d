import { statSync } from 'node:fs';
import { codeOf, reasonOf, UsageError } from '../error.ts';

/** Throws a UsageError when the working directory is none: the system would say that the command does not exist. */
export function refuseAbsentDirectory(cwd: string): void {
  if (isOurs(cwd)) return;
  let reason = 'is not a directory';
  try {
    if (statSync(cwd).isDirectory()) return;
  } catch (error) {
    reason = codeOf(error) === 'ENOENT' ? 'does not exist' : `cannot be entered: ${reasonOf(error)}`;
  }
  throw new UsageError(`the working directory ${cwd} ${reason}`);
}

/** Whether we are there already: then a command is there, too, even where nobody could enter any more. */
export function isOurs(cwd: string): boolean {
  try {
    if (process.cwd() !== cwd) return false;
    const [named, ours] = [statSync(cwd), statSync('.')]; // Node remembers what the path was
    return named.dev === ours.dev && named.ino === ours.ino;
  } catch (error) {
    return codeOf(error) === 'EACCES';
  }
}
