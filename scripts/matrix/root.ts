import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unpack } from './debian.ts';
import { keep } from './kept.ts';
import { muslPrograms } from './musl.ts';
import { sassDirectory } from './sass.ts';

/** Programs that people run, and both libcs. */
const PACKAGES = [
  ...['libc6', 'musl', 'base-files', 'netbase', 'dash', 'bash', 'coreutils', 'grep', 'sed', 'gawk', 'findutils'],
  ...['diffutils', 'util-linux', 'python3', 'sqlite3', 'git', 'curl', 'ca-certificates'],
];

/** What stands in for an image where it cannot be had. */
interface Root {
  /** What it is made from, in words. */
  origin: string;
  /** Its directory for `amd64` or `arm64`; made unless it is there. */
  make: (arch: string) => Promise<string>;
}

const ROOTS: Record<string, Root> = {
  'debian:11': debian('bullseye'),
  'debian:12': debian('bookworm'),
  'debian:13': debian('trixie'),
  'debian:sid': debian('sid'),
  'busybox-musl': {
    origin: "busybox and sqlite3, built with musl from the sources of Debian's trixie",
    make: (arch) => keep(`busybox-musl-${arch}`, (directory) => busyboxRoot(directory, arch, 'trixie')),
  },
};

/** Throws when there is none of that name. */
export function rootOf(image: string): Root {
  const root = ROOTS[image];
  if (!root) throw new Error(`${image} cannot be made here: only ${Object.keys(ROOTS).join(', ')} can`);
  return root;
}

function debian(suite: string): Root {
  const make = (arch: string) =>
    keep(`${suite}-${arch}`, async (directory) => {
      await unpack(directory, arch, suite, PACKAGES);
      await add(await sassDirectory(arch), directory, 'opt/sass');
    });
  return { origin: `the packages of Debian's ${suite}`, make };
}

/** No program is of another libc than musl. */
async function busyboxRoot(directory: string, arch: string, suite: string): Promise<void> {
  await unpack(directory, arch, suite, ['base-files', 'netbase', 'musl']);
  await add(await sassDirectory(arch), directory, 'opt/sass');
  const programs = await muslPrograms(arch, suite);
  for (const name of ['busybox', 'sqlite3']) await add(join(programs, name), directory, join('usr/bin', name));
  for (const name of readFileSync(join(programs, 'busybox.links'), 'utf8').split('\n').filter(Boolean)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    if (!existsSync(join(directory, name))) symlinkSync('/usr/bin/busybox', join(directory, name));
  }
}

async function add(from: string, directory: string, path: string): Promise<void> {
  cpSync(from, join(directory, path), { recursive: true, verbatimSymlinks: true });
}
