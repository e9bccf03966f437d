import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkout } from './checkout.ts';
import { execute } from './command.ts';
import type { Result } from './step.ts';
import { withoutTool } from './tools.ts';

/** dist/ is, byte for byte, what its sources build when they lie somewhere else. */
export async function dist(scratch: string): Promise<Result> {
  const lacking = withoutTool('make') ?? withoutTool('git');
  if (lacking) return lacking;
  const elsewhere = checkout(scratch);
  const packages = join(elsewhere, 'node_modules');
  symlinkSync(resolve('node_modules'), packages);
  const built = join(scratch, 'dist');
  const { code, output } = await execute(process.execPath, [join(elsewhere, 'scripts/build.ts'), built]);
  unlinkSync(packages);
  if (code !== 0) return { kind: 'failed', output: `${output}\nthe build ended with ${code}` };
  const differing = differences(resolve('dist'), built);
  if (differing.length === 0) return { kind: 'passed' };
  return { kind: 'failed', output: [...differing, 'npm run build, and commit dist/'].join('\n') };
}

/** Which files differ between two directories, and how. */
function differences(actual: string, expected: string): string[] {
  const names = [...new Set([...files(actual), ...files(expected)])].sort();
  return names.flatMap((name) => {
    const [here, there] = [join(actual, name), join(expected, name)];
    if (!existsSync(here)) return `dist/${name} is missing`;
    if (!existsSync(there)) return `dist/${name} is not built from anything`;
    if (!readFileSync(here).equals(readFileSync(there))) return `dist/${name} is not what the sources build`;
    if (isExecutable(here) !== isExecutable(there)) return `dist/${name} has another mode than what the sources build`;
    return [];
  });
}

function files(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}

function isExecutable(file: string): boolean {
  return (statSync(file).mode & 0o100) !== 0;
}
