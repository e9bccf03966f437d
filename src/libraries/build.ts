import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { type Cell, cellName } from '../cell/cell.ts';
import { lookUp } from '../cell/lookup.ts';
import { libraries as known } from '../compile/grammar.ts';
import { reasonOf, ToolError } from '../error.ts';
import type { Obtained, Say, Wanted } from './acquire.ts';
import { digestOf } from './checksums.ts';
import { type Compiler, findCompilers, wantedCompiler } from './compiler.ts';
import { packBuilt, unpackBuilt } from './kept.ts';
import { type LibraryObject, libraryFile, whatIsWrong } from './object.ts';
import type { Supplies } from './supplies.ts';

/**
 * Builds the libraries of a cell with `make`, or takes those that were built before of the same sources by the same compiler:
 * unless each is what was recorded then, they are built again. Where a compiler fails the next one is tried. Throws a
 * ToolError.
 */
export async function takeBuilt(cell: Cell, wanted: Wanted, supplies: Supplies, say: Say): Promise<Obtained> {
  const { libraries, dist, environment } = wanted;
  const sources = join(dirname(dist), 'c');
  const missing = whatIsMissing(sources, environment.PATH);
  if (missing) throw new ToolError(missing);
  const compilers = await findCompilers(cell, sources, environment.PATH, supplies.execute);
  const files = libraries.map((library) => libraryFile(library, cell));
  const failures: string[] = [];
  for (const compiler of compilers) {
    try {
      const { objects, how } = await buildWith(compiler, cell, sources, supplies, say);
      return { objects: objects.filter(({ file }) => files.includes(file)), how };
    } catch (error) {
      failures.push(`${compiler.version}: ${reasonOf(error)}`);
    }
  }
  if (failures.length > 0) throw new ToolError(failures.join('; '));
  throw new ToolError(`no compiler here makes programs for ${cellName(cell)}; ${wantedCompiler(cell)}`);
}

async function buildWith(
  compiler: Compiler,
  cell: Cell,
  sources: string,
  { builds, execute }: Supplies,
  say: Say,
): Promise<Obtained> {
  const all = [...known.keys()];
  const key = keyOf(cell, sources, compiler);
  const kept = await builds.take(key);
  if (kept) {
    const objects = unpackBuilt(kept, key, cell, all);
    if (typeof objects !== 'string') return { objects, how: `built before with ${compiler.version}` };
    say(`chaos: libraries for ${cellName(cell)}: what was built before cannot be used: ${objects}`);
  }
  const objects = await make(cell, all, sources, compiler, execute);
  try {
    await builds.put(key, packBuilt(objects, key));
  } catch (error) {
    say(`chaos: libraries for ${cellName(cell)}: what was built cannot be kept: ${reasonOf(error)}`);
  }
  return { objects, how: `built with ${compiler.version}` };
}

function whatIsMissing(sources: string, path: string | undefined): string | undefined {
  try {
    readFileSync(join(sources, 'Makefile'));
  } catch {
    return `the sources are not there: ${sources}`;
  }
  return 'missing' in lookUp('make', path, '/') ? 'there is no make here' : undefined;
}

/** What the bytes depend on: sources, compiler and cell. */
function keyOf(cell: Cell, sources: string, { version }: Compiler): string {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(\.[ch]|\.def|^Makefile)$/.test(name) && !name.startsWith('test/'))
    .sort();
  const digests = files.map((name) => `${digestOf(readFileSync(join(sources, name)))}  ${name}\n`);
  const digest = digestOf(Buffer.from(`${version}\n${digests.join('')}`));
  return `chaos-libraries-${cellName(cell)}-${digest.slice(0, 32)}`;
}

async function make(
  cell: Cell,
  all: string[],
  sources: string,
  compiler: Compiler,
  execute: Supplies['execute'],
): Promise<LibraryObject[]> {
  const directory = makeDirectory();
  try {
    const where = [`BUILD=${directory}`, `OUT=${join(directory, 'out')}`, `TMPDIR=${directory}`];
    const job = ['--silent', `-j${availableParallelism()}`, '-C', sources, ...compiler.arguments, ...where];
    const { code, output } = await execute('make', job);
    if (code !== 0) throw new ToolError(`make ended with ${code}: ${complaintIn(output)}`);
    return all.map((library) => {
      const file = libraryFile(library, cell);
      const bytes = readFileSync(join(directory, compiler.output(library)));
      const wrong = whatIsWrong(bytes, cell);
      if (wrong) throw new ToolError(`${compiler.version} built ${file} ${wrong}`);
      return { file, bytes };
    });
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** make takes blanks for separators, so that no other place would do. */
function makeDirectory(): string {
  try {
    return mkdtempSync('/tmp/chaos-build-');
  } catch (error) {
    throw new ToolError(`cannot make a directory in /tmp: ${reasonOf(error)}`, { cause: error });
  }
}

/** The first line in which a compiler calls something an error, else the last one. */
function complaintIn(output: string): string {
  const lines = output.trim().split('\n');
  return lines.find((line) => /\berror\b/.test(line)) ?? lines.at(-1) ?? '';
}
