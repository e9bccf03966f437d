import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProfileRule } from '../profile/profile.ts';

/** Where paths of rules lead that pass a symbolic link, by selector, with what is there now. */
export function realPaths(rules: readonly ProfileRule[]): Map<string, string> {
  const paths = rules.filter(({ selector }) => selector.startsWith('/')).map(({ selector }) => selector);
  return new Map(
    [...new Set(paths)].flatMap((path) => {
      const real = realPath(path);
      return real === path ? [] : [[path, real] as const];
    }),
  );
}

/** Of what is not there, as of a pattern, its last directory that is. */
function realPath(path: string): string {
  for (let known = path; known !== '/'; known = dirname(known))
    try {
      return `${realpathSync(known)}${path.slice(known.length)}`.replace(/^\/+/, '/');
    } catch {} // there is no such file, or nobody may look
  return path;
}
