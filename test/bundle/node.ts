import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The Nodes that the bundle has to run on here: the runner's own, and what the system has, if it is another one. */
export const nodes: { name: string; path: string }[] = [
  { name: `Node ${process.versions.node}`, path: process.execPath },
  ...systemNode(),
];

function systemNode(): { name: string; path: string }[] {
  const directories = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => entry && !entry.includes('node_modules'));
  const path = directories.map((directory) => join(directory, 'node')).find((file) => existsSync(file));
  if (!path) return [];
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().slice(1);
  const usable = Number.parseInt(version, 10) >= 20 && version !== process.versions.node;
  return usable ? [{ name: `Node ${version}`, path }] : [];
}
