import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../check/command.ts';
import { provideTools } from './machine.ts';

/** Where roots are kept. */
const ROOTS = join(import.meta.dirname, '../../build/roots');

/** Programs that people run, and both libcs. */
const PACKAGES = [
  ...['libc6', 'musl', 'base-files', 'netbase', 'dash', 'bash', 'coreutils', 'grep', 'sed', 'gawk', 'findutils'],
  ...['diffutils', 'util-linux', 'python3', 'sqlite3', 'git', 'curl', 'ca-certificates'],
];

/** What is expected of `/etc/hosts`. */
export const HOSTS = '127.0.0.1\tlocalhost\n::1\tip6-localhost ip6-loopback\n';

/** Files that a package's own scripts would have made; none of them is run, since a root may be of another machine. */
const FILES: Record<string, string> = {
  'etc/hosts': HOSTS,
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n',
};

/** Debian's suite of each image that has a root here. */
export const SUITES: Record<string, string> = {
  'debian:11': 'bullseye',
  'debian:12': 'bookworm',
  'debian:13': 'trixie',
};

/** The directory of a Debian root for `amd64` or `arm64`; made from Debian's packages unless it is there. */
export async function debianRoot(arch: string, suite: string): Promise<string> {
  const directory = join(ROOTS, `${suite}-${arch}`);
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(ROOTS, { recursive: true });
  await provideTools({ mmdebstrap: ['mmdebstrap'] });
  const options = ['--variant=extract', `--architectures=${arch}`, `--include=${PACKAGES.join()}`];
  const { code, output } = await execute('mmdebstrap', [...options, suite, unfinished, ...(await archive())]);
  if (code !== 0) throw new Error(`mmdebstrap could not make ${directory}:\n${output}`);
  cpSync(await sassDirectory(arch), join(unfinished, 'opt/sass'), { recursive: true, verbatimSymlinks: true });
  for (const [path, content] of Object.entries(FILES)) writeFileSync(join(unfinished, path), content);
  renameSync(unfinished, directory);
  return directory;
}

/**
 * Where this machine has Debian's packages from; nowhere when it is no Debian: mmdebstrap knows where then. Without updates
 * and security updates, which are kept for amd64 only in the end.
 */
async function archive(): Promise<string[]> {
  const format = '$(ORIGIN)|$(LABEL)|$(CREATED_BY)|$(COMPONENT)|$(CODENAME)|$(REPO_URI)';
  const { output } = await execute('apt-get', ['indextargets', '--format', format]);
  const found = /^Debian\|Debian\|Packages\|main\|\w+\|(\S+)$/m.exec(output);
  return found ? found.slice(1) : [];
}

const SASS = { version: '1.105.0', names: { amd64: 'x64', arm64: 'arm64' } as Record<string, string> };

/** The directory of Dart Sass, a program that is linked to musl alone, from npm. */
export async function sassDirectory(arch: string): Promise<string> {
  const directory = join(ROOTS, `sass-${arch}`);
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const name = `sass-embedded-linux-musl-${SASS.names[arch]}`;
  const packed = await execute('npm', [
    'pack',
    '--silent',
    '--pack-destination',
    unfinished,
    `${name}@${SASS.version}`,
  ]);
  const archive = join(unfinished, `${name}-${SASS.version}.tgz`);
  const unpacked = await execute('tar', ['-xf', archive, '-C', unfinished, '--strip-components=1']);
  if (unpacked.code !== 0) throw new Error(`${name} could not be had from npm:\n${packed.output}${unpacked.output}`);
  rmSync(archive);
  renameSync(unfinished, directory);
  return directory;
}
