import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeOf, reasonOf } from '../error.ts';

export type Lookup = { found: string } | { missing: 'not-found' | 'directory' | 'not-executable'; detail: string };

/** What `execvp` searches when there is no PATH at all. */
const DEFAULT_PATH = '/bin:/usr/bin';

/**
 * Finds the file that `execvp(name)` would run in the directory `cwd`: a name with a slash is a path, any other is looked
 * up in `path` (the value of PATH; an empty part of it is `cwd`), where what may not be executed is passed over.
 */
export function lookUp(name: string, path: string | undefined, cwd: string): Lookup {
  if (name === '') return { missing: 'not-found', detail: 'the name of the command is empty' };
  if (name.includes('/')) {
    const file = resolve(cwd, name);
    const obstacle = whyNotExecutable(file);
    return obstacle ? { missing: obstacle.kind, detail: `${name} ${obstacle.why}` } : { found: file };
  }
  const searched = path ?? DEFAULT_PATH;
  let refused: Lookup | undefined;
  for (const folder of searched.split(':')) {
    const file = resolve(cwd, folder, name);
    const obstacle = whyNotExecutable(file);
    if (!obstacle) return { found: file };
    if (obstacle.kind !== 'not-found') refused ??= { missing: obstacle.kind, detail: `${file} ${obstacle.why}` };
  }
  return (
    refused ?? { missing: 'not-found', detail: `there is no program ${name} in any directory of PATH (${searched})` }
  );
}

interface Obstacle {
  kind: 'not-found' | 'directory' | 'not-executable';
  /** As the end of a sentence about the file. */
  why: string;
}

function whyNotExecutable(file: string): Obstacle | undefined {
  let status: Stats;
  try {
    status = statSync(file);
  } catch (error) {
    const code = codeOf(error);
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be found: ${reasonOf(error)}`;
    return { kind: code === 'EACCES' ? 'not-executable' : 'not-found', why };
  }
  if (status.isDirectory()) return { kind: 'directory', why: 'is a directory' };
  if (!status.isFile()) return { kind: 'not-executable', why: 'is not a file that can be executed' };
  try {
    accessSync(file, constants.X_OK);
    return undefined;
  } catch {
    const remedy = status.mode & 0o111 ? 'for you, or its file system is mounted noexec' : '(chmod +x makes it so)';
    return { kind: 'not-executable', why: `is not executable ${remedy}` };
  }
}
