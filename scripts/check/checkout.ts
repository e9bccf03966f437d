import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execute, find } from './command.ts';
import type { Result, Step } from './step.ts';

/** What a clone of the repository would hold if everything here were committed: no ignored files, no packages. */
export function checkout(scratch: string): string {
  const directory = join(scratch, 'checkout');
  rmSync(directory, { recursive: true, force: true });
  git('checkout-index', '--all', `--prefix=${directory}/`);
  const deleted = lines(git('ls-files', '-z', '--deleted'));
  for (const file of deleted) rmSync(join(directory, file), { force: true });
  for (const file of lines(git('ls-files', '-z', '--modified', '--others', '--exclude-standard'))) {
    if (deleted.includes(file)) continue;
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    cpSync(file, join(directory, file), { recursive: true });
  }
  return directory;
}

/** The demo as a newcomer starts it: a fresh clone, nothing installed; with the system's Node, and with the runner's. */
export function demo(directory: () => string): Step[] {
  const show = async (program: string | undefined, args: string[]): Promise<Result> => {
    if (!program) return { kind: 'skipped', reason: 'there is no npm' };
    const { code, output } = await execute(program, args, { cwd: directory(), timeoutMs: 60_000 });
    const shown = /^PASS +\d+ faults? injected/m.test(output) && output.includes('the repository is intact');
    return code === 0 && shown ? { kind: 'passed' } : { kind: 'failed', output: `${output}\nended with ${code}` };
  };
  return [
    { name: 'npm start in a fresh clone', check: () => show(find('npm'), ['start']) },
    { name: "demo in a fresh clone, runner's Node", check: () => show(process.execPath, ['dist/cli.mjs', 'demo']) },
  ];
}

/** The files of the working tree that are not as committed; undefined where there is no git repository. */
export function treeState(): string | undefined {
  try {
    return git('status', '--porcelain', '--untracked-files=all');
  } catch {
    return undefined;
  }
}

/** The checks changed no file of the tree, and left nothing in the directory for temporary files. */
export function leftovers(before: string | undefined, temporary: string): Result {
  const known = new Set(before?.split('\n'));
  const changed =
    treeState()
      ?.split('\n')
      .filter((line) => !known.has(line)) ?? [];
  const left = readdirSync(temporary).map((name) => join(temporary, name));
  if (changed.length + left.length > 0)
    return { kind: 'failed', output: ['the checks left behind', ...changed, ...left].join('\n') };
  return before === undefined ? { kind: 'skipped', reason: 'this is no git repository' } : { kind: 'passed' };
}

function git(...args: string[]): string {
  // A checkout that belongs to another user is still the one that we were started in.
  const trusted = ['-c', `safe.directory=${process.cwd()}`];
  return execFileSync('git', [...trusted, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  });
}

function lines(text: string): string[] {
  return text.split('\0').filter(Boolean);
}
