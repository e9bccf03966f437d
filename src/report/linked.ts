/** A directory or file that a rule names by a path through a symbolic link. */
export interface Linked {
  path: string;
  /** Where it leads. */
  realPath: string;
}

/** What a selector names and where that leads; of a pattern, the directory before its first `*` or `?`. */
export function linkedPath(selector: string, realPaths: ReadonlyMap<string, string>): Linked | undefined {
  const realPath = realPaths.get(selector);
  if (realPath === undefined) return undefined;
  const [names = ''] = selector.split(/[*?]/, 1);
  const path = names === selector ? selector : names.slice(0, names.lastIndexOf('/'));
  const pattern = selector.slice(path.length);
  return realPath.endsWith(pattern)
    ? { path, realPath: realPath.slice(0, realPath.length - pattern.length) }
    : undefined;
}

/** The name by which a rule met a file: records have the kernel's name of what is open, the rule asks for the opened one. */
export function metName(target: string, linked: Linked | undefined): string {
  if (!linked || isBelow(target, linked.path)) return target;
  const directory = linked.realPath.replace(/\/$/, '');
  return isBelow(target, directory) ? `${linked.path}${target.slice(directory.length)}` : target;
}

function isBelow(target: string, path: string): boolean {
  return target === path || target.startsWith(`${path}/`);
}
