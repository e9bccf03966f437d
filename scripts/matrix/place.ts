import { spawnSync } from 'node:child_process';
import { type CellPlace, entrance, root as project } from '../../test/c/build.ts';
import { rootOf } from './root.ts';

/** Where the trials of a cell are made, in an image. */
export interface Place extends CellPlace {
  image: string;
  /** What the image is run as, in words. */
  means: string;
  close: () => Promise<unknown>;
}

/** The loader of each libc, by architecture; and what it is asked to load to say its version. */
const LOADERS: Record<string, string[]> = {
  'glibc-amd64': ['/lib64/ld-linux-x86-64.so.2', '/lib/x86_64-linux-gnu/libc.so.6'],
  'glibc-arm64': ['/lib/ld-linux-aarch64.so.1', '/lib/aarch64-linux-gnu/libc.so.6'],
  'musl-amd64': ['/lib/ld-musl-x86_64.so.1'],
  'musl-arm64': ['/lib/ld-musl-aarch64.so.1'],
};

/** The version of the libc that is loaded in a place. Throws when none is. */
export function libcVersion(cell: string, within: string[]): string {
  const [program = '', ...args] = [...within, ...(LOADERS[cell] ?? [])];
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  const [, version] =
    /^Version (\d[\d.]+)|release version (\d+\.\d+)/m.exec(`${stdout}\n${stderr}`)?.filter(Boolean) ?? [];
  if (!version) throw new Error(`no libc of ${cell} says its version: ${stdout}${stderr}`);
  return version;
}

/** A root that programs are brought into one by one. */
export async function openRoot(cell: string, image: string): Promise<Place> {
  const { origin, make } = rootOf(image);
  const directory = await make(cell.split('-')[1] ?? '');
  const within = [entrance('cell/enter'), directory, project];
  const name = `${cell}-root-${image.replace(/[^\w.]+/g, '-')}`;
  return {
    cell,
    image,
    name,
    within,
    version: libcVersion(cell, within),
    means: `a root of ${origin}`,
    close: async () => {},
  };
}
