import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProfileRule } from '../profile/profile.ts';
import type { Linked } from '../report/linked.ts';

/** What rules name by a path through a symbolic link, by selector, with what is there now. */
export function linkedPaths(rules: readonly ProfileRule[]): Map<string, Linked> {
  const selectors = new Set(rules.map(({ selector }) => selector).filter((selector) => selector.startsWith('/')));
  return new Map(
    [...selectors].flatMap((selector) => {
      const linked = followed(selector);
      return linked.realPath === linked.path ? [] : [[selector, linked] as const];
    }),
  );
}

/** Where a path leads; of what is not there, as of a pattern, its last directory that is. */
function followed(selector: string): Linked {
  for (let path = selector; path !== '/'; path = dirname(path))
    try {
      return { path, realPath: realpathSync(path) };
    } catch {} // there is no such file, or nobody may look
  return { path: '/', realPath: '/' };
}
