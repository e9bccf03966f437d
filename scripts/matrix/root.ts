import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../check/command.ts';

/** Where roots are kept. */
const ROOTS = join(import.meta.dirname, '../../build/roots');

/** What programs of people run in a root, with all that they need. */
const PACKAGES = [
  ...['libc6', 'musl', 'base-files', 'netbase', 'dash', 'bash', 'coreutils', 'grep', 'sed', 'gawk', 'findutils'],
  ...['diffutils', 'python3', 'sqlite3', 'git', 'curl', 'ca-certificates'],
];

/** Files that a package's own scripts would have made; none of them is run, since a root may be of another machine. */
const FILES: Record<string, string> = {
  'etc/hosts': '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n',
};

/** The directory of a Debian root for `amd64` or `arm64`; made from Debian's packages unless it is there. */
export async function debianRoot(arch: string, suite = 'bookworm'): Promise<string> {
  const directory = join(ROOTS, `${suite}-${arch}`);
  if (existsSync(directory)) return directory;
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(ROOTS, { recursive: true });
  const options = ['--variant=extract', `--architectures=${arch}`, `--include=${PACKAGES.join()}`];
  const { code, output } = await execute('mmdebstrap', [...options, suite, unfinished]);
  if (code !== 0) throw new Error(`mmdebstrap (package mmdebstrap) could not make ${directory}:\n${output}`);
  for (const [path, content] of Object.entries(FILES)) writeFileSync(join(unfinished, path), content);
  renameSync(unfinished, directory);
  return directory;
}
