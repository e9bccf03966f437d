import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.ts';
import type { Result } from './step.ts';
import { withoutTool } from './tools.ts';

/** Every C file is formatted as .clang-format says. */
export async function cFormat(): Promise<Result> {
  const files = ['c', 'test', 'bench'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(c|h|def)$/.test(name))
      .map((name) => join(folder, name)),
  );
  return withoutTool('clang-format') ?? command('clang-format', ['--dry-run', '-Werror', ...files.sort()]);
}

/** The libraries compile without a warning and link. */
export async function compiles(compiler: string, scratch: string): Promise<Result> {
  const build = join(scratch, `c-${compiler}`);
  const args = ['--silent', '-j2', '-C', 'c', 'native', `CC=${compiler}`, `BUILD=${build}`];
  return withoutTool(compiler) ?? withoutTool('make') ?? command('make', args);
}
