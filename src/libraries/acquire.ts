import { type Cell, cellName, cells } from '../cell/cell.ts';
import { reasonOf, ToolError } from '../error.ts';
import { inspectLibrary } from './bundled.ts';
import { type LibraryObject, libraryFile } from './object.ts';
import type { LibrarySource } from './source.ts';
import type { Supplies } from './supplies.ts';

/** Which libraries are wanted, and from where. */
export interface Wanted {
  libraries: string[];
  /** The command's cell, then others that were asked for. */
  cells: Cell[];
  source: LibrarySource;
  /** Releases lie below it: `BASE/v1.2.3/libchaos-glibc-amd64.tar.gz`. */
  baseUrl: string;
  environment: NodeJS.ProcessEnv;
  /** The folder `dist` of this installation; the sources are in `c` beside it. */
  dist: string;
}

/** Verified libraries: those that were wanted, and what else came with them. */
export interface Acquired {
  objects: LibraryObject[];
  /** Whether the directory in which they lie has nothing but verified libraries under the names of wanted ones. */
  usableInPlace: boolean;
}

/** Libraries of one cell, and one line about how they came. */
export interface Obtained {
  objects: LibraryObject[];
  how: string;
}

type Source = Exclude<LibrarySource, 'auto'>;
type Obtain = (cell: Cell, wanted: Wanted, supplies: GetSupplies, say: Say) => Promise<Obtained> | Obtained;
export type Say = (line: string) => void;
/** Making them takes time, and mostly nobody needs them. */
type GetSupplies = () => Promise<Supplies>;

const SOURCES: Record<Source, { obtain: Obtain; failed: string }> = {
  bundled: { obtain: takeBundled, failed: 'none bundled' },
  download: { obtain: takeUnbundled('download'), failed: 'none downloaded' },
  build: { obtain: takeUnbundled('build'), failed: 'none built' },
};

/**
 * Gets the wanted libraries of each cell, from where the source says: every byte was compared with a SHA-256 before it is
 * here. Each step is said in one line. Throws a ToolError that names each cell that cannot be served, and why.
 */
export async function acquireLibraries(wanted: Wanted, supplies: GetSupplies, say: Say): Promise<Acquired> {
  if (wanted.libraries.length === 0) return { objects: [], usableInPlace: true };
  const objects: LibraryObject[] = [];
  const refused: string[] = [];
  for (const cell of wanted.cells) {
    const found = await acquireCell(cell, wanted, supplies, say);
    if (typeof found === 'string') refused.push(found);
    else objects.push(...found);
  }
  if (refused.length > 0) throw new ToolError(refused.join('; '));
  const others = cells.filter((cell) => !wanted.cells.some((one) => cellName(one) === cellName(cell)));
  const along = wanted.source === 'download' || wanted.source === 'build' ? [] : others.flatMap(wholeCell(wanted));
  const present = others.flatMap((cell) => wanted.libraries.filter((name) => isThere(name, cell, wanted.dist)));
  return {
    objects: [...objects, ...along],
    usableInPlace: objects.every(({ path }) => path !== undefined) && present.length === along.length,
  };
}

async function acquireCell(
  cell: Cell,
  wanted: Wanted,
  supplies: GetSupplies,
  say: Say,
): Promise<LibraryObject[] | string> {
  const order: Source[] = wanted.source === 'auto' ? ['bundled', 'download', 'build'] : [wanted.source];
  const name = cellName(cell);
  const reasons: string[] = [];
  for (const source of order) {
    const { obtain, failed } = SOURCES[source];
    try {
      const { objects, how } = await obtain(cell, wanted, supplies, say);
      say(`chaos: libraries for ${name}: ${wanted.libraries.join(', ')} (${how})`);
      return objects;
    } catch (error) {
      reasons.push(`${failed}: ${reasonOf(error)}`);
      const next = order[order.indexOf(source) + 1];
      if (next) say(`chaos: libraries for ${name}: ${reasons.at(-1)}; ${NEXT[next]}`);
    }
  }
  return `there are no libraries for ${name}: ${reasons.join('; ')}`;
}

const NEXT: Record<Source, string> = {
  bundled: 'looking for bundled ones',
  download: 'downloading them',
  build: 'building them',
};

/** The libraries in `dist`. Throws a ToolError unless all are there, whole and unchanged. */
export function takeBundled(cell: Cell, { libraries, dist }: Pick<Wanted, 'libraries' | 'dist'>): Obtained {
  const objects = libraries.map((library) => {
    const state = inspectLibrary(dist, library, cell);
    if ('broken' in state) throw new ToolError(`${state.path} ${state.broken}`);
    return { file: libraryFile(library, cell), bytes: state.bytes, path: state.path };
  });
  return { objects, how: 'bundled' };
}

function wholeCell(wanted: Wanted): (cell: Cell) => LibraryObject[] {
  return (cell) => {
    try {
      return takeBundled(cell, wanted).objects;
    } catch {
      return []; // nobody asked for it
    }
  };
}

function isThere(library: string, cell: Cell, dist: string): boolean {
  const state = inspectLibrary(dist, library, cell);
  return 'bytes' in state || state.broken !== 'is not there';
}

function takeUnbundled(source: 'download' | 'build'): Obtain {
  return async (cell, wanted, supplies, say) => {
    // Loading it takes as long as all else.
    const unbundled = await import('./unbundled.ts');
    return unbundled.takeUnbundled(source, cell, wanted, await supplies(), say);
  };
}
