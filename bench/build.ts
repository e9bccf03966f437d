import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { libraries } from '../src/compile/grammar.ts';
import { ToolError } from '../src/error.ts';
import { execute } from './execute.ts';

const root = join(import.meta.dirname, '..');
const FLAGS = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Werror', '-O2', '-pthread'];

/** Where the measuring programs are. */
export interface Programs {
  calls: string;
  starts: string;
  program: string;
  faults: string;
}

/** Compiles the measuring programs into build/bench. Throws where there is no compiler. */
export function buildPrograms(): Programs {
  const directory = join(root, 'build/bench');
  mkdirSync(directory, { recursive: true });
  const build = (name: string, folder: string): string => {
    const program = join(directory, name);
    const sources = readdirSync(folder).filter((file) => file.endsWith('.c'));
    const own = folder === import.meta.dirname ? [`${name}.c`] : sources;
    execute('cc', [...FLAGS, ...own.map((file) => join(folder, file)), '-o', program]);
    return program;
  };
  const here = import.meta.dirname;
  return {
    calls: build('calls', join(here, 'calls')),
    starts: build('starts', here),
    program: build('program', here),
    faults: build('faults', here),
  };
}

/** Builds the libraries for this machine, as they are shipped for glibc, and returns the paths of those that exist. Throws where that fails. */
export function buildObjects(): string[] {
  const architecture = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (!architecture) throw new ToolError(`there are no libraries for ${process.arch}`);
  const cell = `glibc-${architecture}`;
  const directory = join(root, 'build/c/cells');
  execute('make', ['-s', '-C', join(root, 'c'), 'cells', `CELLS=${cell}`, `OUT=${directory}`]);
  return [...libraries.keys()].map((name) => join(directory, `libchaos-${name}-${cell}.so`)).filter(existsSync);
}
