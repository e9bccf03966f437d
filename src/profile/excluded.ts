import { about, type Finding } from './finding.ts';
import type { Target } from './operation.ts';
import { reachOf } from './reach.ts';
import type { Tree } from './tree.ts';

/** Functions that never fail with an errno, whatever the program does: a rule of it passes their calls over. */
export const EXCLUDED: Readonly<Record<string, string>> = {
  opendir: 'EINTR',
  readdir: 'EINTR',
  readdir64: 'EINTR',
  pthread_create: 'EINTR',
  thrd_create: 'EINTR',
  pthread_kill: 'EINTR',
};

/** What is wrong with an errno when none of the functions that the rule is about ever fails with it. */
export function excluded(errno: string, tree: Tree, target: Target, selector: string): Finding | undefined {
  const functions = functionsOf(target, selector);
  if (functions.length === 0 || functions.some((name) => EXCLUDED[name] !== errno)) return undefined;
  const fail = functions.length === 1 ? 'fails' : 'fail';
  const message = `this fail never happens: ${functions.join(' and ')} never ${fail} with ${errno}`;
  return about(tree, 'never-fires', message, 'write an error that the manual lists');
}

/** The functions that a rule is about: the one that its selector names, or those of its operations. */
function functionsOf(target: Target, selector: string): string[] {
  const { operations, symbols } = target.library;
  if (symbols.has(selector) && !operations.has(selector)) return [selector];
  const meant = reachOf(target, selector).operations;
  return [...symbols].flatMap(([name, operation]) => (meant.includes(operation) ? [name] : []));
}
