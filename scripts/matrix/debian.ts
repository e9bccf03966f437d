import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../check/command.ts';
import { keep } from './kept.ts';
import { provideTools } from './machine.ts';
import { must } from './must.ts';

/** What is expected of `/etc/hosts`. */
export const HOSTS = '127.0.0.1\tlocalhost\n::1\tip6-localhost ip6-loopback\n';

/** Files that a package's own scripts would have made; none of them is run, since a root may be of another machine. */
const FILES: Record<string, string> = {
  'etc/hosts': HOSTS,
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n',
};

/** Makes a root of Debian's packages for `amd64` or `arm64` in an empty directory. */
export async function unpack(directory: string, arch: string, suite: string, packages: string[]): Promise<void> {
  await provideTools({ mmdebstrap: ['mmdebstrap'] });
  // A mirror may lag behind by more than suites without releases say that they are good for.
  const late = '--aptopt=Acquire::Check-Valid-Until "false"';
  const options = ['--variant=extract', late, `--architectures=${arch}`, `--include=${packages.join()}`];
  await must('mmdebstrap', [...options, suite, directory, ...(await archive())]);
  for (const [path, content] of Object.entries(FILES)) writeFileSync(join(directory, path), content);
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

const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The directory of the sources of Debian's packages, each in one of its own. */
export function sources(suite: string, names: string[]): Promise<string> {
  return keep(`sources-${suite}`, async (directory) => {
    const [from] = await archive();
    if (!from)
      throw new Error(`the sources of ${names.join(', ')} are Debian's, and this machine knows no archive of it`);
    await provideTools({
      'dpkg-source': ['dpkg-dev'],
      bzip2: ['bzip2'],
      xz: ['xz-utils'],
      [KEYS]: ['debian-archive-keyring'],
    });
    const lists = join(directory, 'lists');
    mkdirSync(join(lists, 'partial'), { recursive: true });
    writeFileSync(join(directory, 'sources.list'), `deb-src [signed-by=${KEYS}] ${from} ${suite} main\n`);
    // As on a machine that has nothing else, and nothing installed.
    const options = [
      ...['-qq', '-o', `Dir::Etc::sourcelist=${join(directory, 'sources.list')}`, '-o', 'Dir::Etc::sourceparts=-'],
      ...['-o', `Dir::State::lists=${lists}`, '-o', 'Dir::State::status=/dev/null', '-o', 'Dir::Cache::srcpkgcache='],
      ...['-o', 'Dir::Cache::pkgcache=', '-o', 'APT::Sandbox::User=root'],
    ];
    await must('apt-get', [...options, 'update']);
    await must('apt-get', [...options, 'source', '--download-only', ...names], { cwd: directory });
    rmSync(lists, { recursive: true });
    for (const name of names) {
      const description =
        readdirSync(directory).find((file) => file.startsWith(`${name}_`) && file.endsWith('.dsc')) ?? '';
      await must('dpkg-source', ['--no-check', '--extract', description, name], { cwd: directory });
    }
  });
}
