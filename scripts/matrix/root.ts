import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../check/command.ts';

/** Where roots are kept. */
const ROOTS = join(import.meta.dirname, '../../build/roots');

/** Of the stable releases alone: their security updates are kept for amd64 only in the end. */
const ARCHIVE = 'http://deb.debian.org/debian';

/** Programs that people run, and both libcs. */
const PACKAGES = [
  ...['libc6', 'musl', 'base-files', 'netbase', 'dash', 'bash', 'coreutils', 'grep', 'sed', 'gawk', 'findutils'],
  ...['diffutils', 'util-linux', 'python3', 'sqlite3', 'git', 'curl', 'ca-certificates'],
];

/** Files that a package's own scripts would have made; none of them is run, since a root may be of another machine. */
const FILES: Record<string, string> = {
  'etc/hosts': '127.0.0.1\tlocalhost\n::1\tip6-localhost ip6-loopback\n',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n',
};

/** Of the images that have a root here: the suite, and the version of its glibc. */
export const SUITES: Record<string, { suite: string; glibc: string }> = {
  'debian:11': { suite: 'bullseye', glibc: '2.31' },
  'debian:12': { suite: 'bookworm', glibc: '2.36' },
  'debian:13': { suite: 'trixie', glibc: '2.41' },
};

/** The directory of a Debian root for `amd64` or `arm64`; made from Debian's packages unless it is there. */
export async function debianRoot(arch: string, suite: string): Promise<string> {
  const directory = join(ROOTS, `${suite}-${arch}`);
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(ROOTS, { recursive: true });
  const options = ['--variant=extract', `--architectures=${arch}`, `--include=${PACKAGES.join()}`];
  const { code, output } = await execute('mmdebstrap', [...options, suite, unfinished, ARCHIVE]);
  if (code !== 0) throw new Error(`mmdebstrap (package mmdebstrap) could not make ${directory}:\n${output}`);
  await addSass(unfinished, arch);
  for (const [path, content] of Object.entries(FILES)) writeFileSync(join(unfinished, path), content);
  renameSync(unfinished, directory);
  return directory;
}

const SASS = { version: '1.105.0', names: { amd64: 'x64', arm64: 'arm64' } as Record<string, string> };

/** Dart Sass, a program that is linked to musl alone, from npm into /opt/sass. */
async function addSass(root: string, arch: string): Promise<void> {
  const directory = join(root, 'opt/sass');
  mkdirSync(directory, { recursive: true });
  const name = `sass-embedded-linux-musl-${SASS.names[arch]}`;
  const packed = await execute('npm', ['pack', '--silent', '--pack-destination', directory, `${name}@${SASS.version}`]);
  const archive = join(directory, `${name}-${SASS.version}.tgz`);
  const unpacked = await execute('tar', ['-xf', archive, '-C', directory, '--strip-components=1']);
  if (unpacked.code !== 0) throw new Error(`${name} could not be had from npm:\n${packed.output}${unpacked.output}`);
  rmSync(archive);
}
