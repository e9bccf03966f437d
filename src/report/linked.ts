/** What a rule names by a path through a symbolic link. */
export interface Linked {
  /** The selector, or the directory of it, that leads elsewhere. */
  path: string;
  realPath: string;
}

/** A selector as it is where the link leads. */
export function realSelector(selector: string, { path, realPath }: Linked): string {
  return `${realPath}${selector.slice(path.length)}`.replace(/^\/+/, '/');
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
