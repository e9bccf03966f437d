import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { libraries } from '../src/compile/grammar.ts';
import { execute } from './execute.ts';

const root = join(import.meta.dirname, '..');

/** Where the measuring programs are. */
export interface Programs {
  calls: string;
  starts: string;
  program: string;
}

/** Compiles the measuring programs into build/bench. Throws where there is no compiler. */
export function buildPrograms(): Programs {
  const directory = join(root, 'build/bench');
  mkdirSync(directory, { recursive: true });
  const build = (name: string): string => {
    const program = join(directory, name);
    const flags = ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Werror', '-O2', '-pthread'];
    execute('cc', [...flags, join(import.meta.dirname, `${name}.c`), '-o', program]);
    return program;
  };
  return { calls: build('calls'), starts: build('starts'), program: build('program') };
}

/** Builds the libraries for this machine and returns the paths of those that exist. Throws where that fails. */
export function buildObjects(): string[] {
  execute('make', ['-s', '-C', join(root, 'c'), 'native']);
  const objects = [...libraries.keys()].map((name) => join(root, `build/c/native/libchaos-${name}.so`));
  return objects.filter((path) => existsSync(path));
}
