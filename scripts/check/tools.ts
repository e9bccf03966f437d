import { existsSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { execute, find } from './command.ts';
import type { Result } from './step.ts';

/** The packages of Debian and Ubuntu, by the program, or the file, that tells whether they are there. */
const PACKAGES: Record<string, string[]> = {
  gcc: ['gcc', 'libc6-dev'],
  make: ['make'],
  'clang-format': ['clang-format'],
  clang: ['clang', 'libclang-rt-14-dev'],
  git: ['git'],
  sqlite3: ['sqlite3'],
  python3: ['python3'],
  'musl-gcc': ['musl-tools'],
  strace: ['strace'],
  valgrind: ['valgrind'],
  curl: ['curl'],
  'redis-server': ['redis-server'],
  nginx: ['nginx-light'],
  wrk: ['wrk'],
  '/usr/lib/postgresql': ['postgresql'],
  javac: ['default-jdk-headless'],
  go: ['golang-go'],
  rustc: ['rustc'],
  [`/usr/lib/${python()}/test/test_os.py`]: [`lib${python()}-testsuite`],
  '/usr/lib/x86_64-linux-gnu/libjemalloc.so.2': ['libjemalloc2'],
  '/usr/lib/x86_64-linux-gnu/libmimalloc.so.2.0': ['libmimalloc2.0'],
  '/usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4': ['libtcmalloc-minimal4'],
};

/** Installs the tools that are missing where that is possible; says which checks suffer where it is not. */
export async function installTools(): Promise<Result> {
  const { installed, missing, reason } = await provide(PACKAGES);
  if (missing.length > 0)
    return { kind: 'skipped', reason: `without ${missing.join(', ')}, checks that need them are skipped: ${reason}` };
  return { kind: 'passed', ...(installed.length > 0 && { notes: [`installed ${installed.join(', ')}`] }) };
}

interface Provided {
  /** The packages that were installed now. */
  installed: string[];
  /** The tools that are missing all the same. */
  missing: string[];
  /** Why they are. */
  reason: string;
}

/** Installs the packages of the tools that are missing, where that is possible. */
export async function provide(packages: Record<string, string[]>): Promise<Provided> {
  const missing = () => Object.keys(packages).filter((tool) => !(tool.startsWith('/') ? existsSync(tool) : find(tool)));
  const installed = [...new Set(missing().flatMap((tool) => packages[tool] ?? []))];
  if (installed.length === 0) return { installed, missing: [], reason: '' };
  const reason = (await install(installed)) ?? 'the packages do not have them';
  return { installed, missing: missing(), reason };
}

/** Why a check cannot be made, when a tool for it is missing. */
export function withoutTool(tool: string): Result | undefined {
  return find(tool) ? undefined : { kind: 'skipped', reason: `there is no ${tool}` };
}

/** The name of the system's Python, with its version; that of Debian 12 where there is none yet. */
function python(): string {
  try {
    return basename(realpathSync('/usr/bin/python3'));
  } catch {
    return 'python3.11';
  }
}

/** Returns why the packages could not be installed; undefined when they were. */
async function install(packages: string[]): Promise<string | undefined> {
  const byHand = `apt-get install ${packages.join(' ')}`;
  if (!find('apt-get')) return 'there is no apt-get';
  if (process.getuid?.() !== 0) return `only root may install; ${byHand}`;
  // Servers are not started by their installation in this run level.
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=60'];
  await execute('apt-get', [...options, 'update'], { env, timeoutMs: 120_000 });
  const args = [...options, 'install', '--yes', '--no-install-recommends'];
  const together = await execute('apt-get', [...args, ...packages], { env, timeoutMs: 300_000 });
  if (together.code === 0) return undefined;
  // One package that this system does not have keeps away none of the others.
  const reasons: string[] = [];
  for (const name of packages) {
    const { code, output } = await execute('apt-get', [...args, name], { env, timeoutMs: 120_000 });
    if (code !== 0) reasons.push(`${name}: ${output.trim().split('\n').at(-1)}`);
  }
  return reasons.length > 0 ? `apt-get install: ${reasons.join('; ')}` : undefined;
}
