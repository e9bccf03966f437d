import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build, built, COUNTING, counting, coverageDirectory, libraries, once, root } from './build.ts';

// Units that are built again go on counting.
const COUNTING_UNITS = [...COUNTING, '-frandom-seed=0'];

const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'];

/** Whether programs with sanitizers can be built and run here. */
function sanitizersWork(): boolean {
  const program = join(built, `sanitized.${process.pid}`);
  const options = { input: 'int main(void) { return 0; }', timeout: 60_000, killSignal: 'SIGKILL' as const };
  const compiled = spawnSync('cc', [...sanitizers, '-x', 'c', '-', '-o', program], options);
  const works = compiled.status === 0 && spawnSync(program, options).status === 0;
  rmSync(program, { force: true });
  return works;
}

/** The parts of core that call no libc. */
export function coreSources(): string[] {
  const core = join(root, 'c/core');
  const names = readdirSync(core).filter((name) => name.endsWith('.c'));
  return names.filter((name) => !['library.c', 'named.c', 'damage.c'].includes(name)).map((name) => join(core, name));
}

/** The sources beside the headers of libraries that a file includes, itself or through headers and sources. */
export function librarySources(file: string, seen = new Set<string>()): string[] {
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/^#include "([^"]+\.h)"/gm)) {
    const header = join(dirname(file), name);
    const inLibrary = libraries.includes(basename(dirname(header)));
    if (!inLibrary && dirname(header) !== join(root, 'c/test/unit')) continue;
    for (const found of [header, header.replace(/\.h$/, '.c')])
      if (existsSync(found) && !seen.has(found)) librarySources(found, seen.add(found));
  }
  return [...seen].filter((found) => found.endsWith('.c') && libraries.includes(basename(dirname(found))));
}

/**
 * Builds a program from `c/test/unit/<name>.c`, the parts of core that call no libc, and those of libraries whose headers
 * it includes, which must not call it either; returns its path, and whether sanitizers look on.
 */
export function unitProgram(name: string): { program: string; checked: boolean } {
  const directory = join(counting ? coverageDirectory() : built, 'unit');
  mkdirSync(directory, { recursive: true });
  const checked = !counting && sanitizersWork();
  const flags = ['-std=gnu99', '-Wall', '-Wextra', '-Werror', '-O1', '-g', '-D_GNU_SOURCE', '-pthread'];
  if (checked) flags.push(...sanitizers);
  if (counting) flags.push(...COUNTING_UNITS);
  const unit = join(root, 'c/test/unit', `${name}.c`);
  const sources = [...coreSources(), ...librarySources(unit)];
  const objects = sources.map((source) => {
    const object = join(directory, `${basename(dirname(source))}-${basename(source, '.c')}.o`);
    once(object, () => build('cc', [...flags, '-c', source, '-o', object]));
    return object;
  });
  const program = join(directory, name);
  build('cc', [...flags, unit, ...objects, '-o', program]);
  return { program, checked };
}
