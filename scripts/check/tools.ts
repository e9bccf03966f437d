import { execute, find } from './command.ts';
import type { Result } from './step.ts';

/** The packages of Debian and Ubuntu, by the program that tells whether they are there. */
const PACKAGES: Record<string, string[]> = {
  gcc: ['gcc', 'libc6-dev'],
  make: ['make'],
  'clang-format': ['clang-format'],
  git: ['git'],
  sqlite3: ['sqlite3'],
  python3: ['python3'],
  'musl-gcc': ['musl-tools'],
  strace: ['strace'],
  valgrind: ['valgrind'],
  curl: ['curl'],
};

/** Installs the tools that are missing where that is possible; says which checks suffer where it is not. */
export async function installTools(): Promise<Result> {
  const wanted = missing();
  if (wanted.length === 0) return { kind: 'passed' };
  const packages = wanted.flatMap((tool) => PACKAGES[tool] ?? []);
  const reason = await install(packages);
  const still = missing();
  if (still.length === 0) return { kind: 'passed', notes: [`installed ${packages.join(', ')}`] };
  const said = reason ?? 'the packages do not have them';
  return { kind: 'skipped', reason: `without ${still.join(', ')}, checks that need them are skipped: ${said}` };
}

/** Why a check cannot be made, when a tool for it is missing. */
export function withoutTool(tool: string): Result | undefined {
  return find(tool) ? undefined : { kind: 'skipped', reason: `there is no ${tool}` };
}

function missing(): string[] {
  return Object.keys(PACKAGES).filter((tool) => !find(tool));
}

/** Returns why the packages could not be installed; undefined when they were. */
async function install(packages: string[]): Promise<string | undefined> {
  const byHand = `apt-get install ${packages.join(' ')}`;
  if (!find('apt-get')) return 'there is no apt-get';
  if (process.getuid?.() !== 0) return `only root may install; ${byHand}`;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=60'];
  await execute('apt-get', [...options, 'update'], { env, timeoutMs: 120_000 });
  const args = [...options, 'install', '--yes', '--no-install-recommends', ...packages];
  const { code, output } = await execute('apt-get', args, { env, timeoutMs: 300_000 });
  if (code === 0) return undefined;
  return `apt-get install ended with ${code}: ${output.trim().split('\n').at(-1)}`;
}
