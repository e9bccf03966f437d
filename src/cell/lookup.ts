import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';

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
    return obstacle ? { missing: obstacle, detail: `${name} ${obstacleText[obstacle]}` } : { found: file };
  }
  const searched = path ?? DEFAULT_PATH;
  let refused: Lookup | undefined;
  for (const folder of searched.split(':')) {
    const file = resolve(cwd, folder, name);
    const obstacle = whyNotExecutable(file);
    if (!obstacle) return { found: file };
    if (obstacle !== 'not-found') refused ??= { missing: obstacle, detail: `${file} ${obstacleText[obstacle]}` };
  }
  return (
    refused ?? { missing: 'not-found', detail: `there is no program ${name} in any directory of PATH (${searched})` }
  );
}

const obstacleText = {
  'not-found': 'does not exist',
  directory: 'is a directory',
  'not-executable': 'is not executable (chmod +x makes it so)',
} as const;

function whyNotExecutable(file: string): keyof typeof obstacleText | undefined {
  try {
    const status = statSync(file);
    if (status.isDirectory()) return 'directory';
    if (!status.isFile()) return 'not-executable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'not-executable' : 'not-found';
  }
  try {
    accessSync(file, constants.X_OK);
    return undefined;
  } catch {
    return 'not-executable';
  }
}
