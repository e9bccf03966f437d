import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cellName, cells } from '../../src/cell/cell.ts';
import { reasonOf, UsageError } from '../../src/error.ts';
import { PROBES } from './probes.ts';

export const USAGE = `Usage: npm run matrix [-- --cell CELL] [--image IMAGE] [--library LIBRARY] [--by docker|root] [--coverage] [--output DIRECTORY]
docs/matrix.md says what each is.
`;

/** What is tried, in what, by what means, and where the report goes. */
export interface Options {
  cells: string[];
  /** None: what is usual for each cell. */
  images: string[] | undefined;
  libraries: string[];
  /** undefined: by Docker if it can be had. */
  by: Means | undefined;
  coverage: boolean;
  output: string;
  help: boolean;
}

type Means = (typeof MEANS)[number];
const MEANS = ['docker', 'root'] as const;

/** The options of a command line. Throws a UsageError for one that there isn't, or a value that it doesn't have. */
export function optionsOf(args: string[]): Options {
  const { cell, image, library, by, coverage, output, help } = parse(args);
  return {
    cells: cell.map((name) => oneOf('cell', name, cells.map(cellName))),
    images: image,
    libraries: library.map((name) => oneOf('library', name, Object.keys(PROBES))),
    by: by === undefined ? undefined : oneOf('by', by, MEANS),
    coverage,
    output: resolve(output),
    help,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        cell: { type: 'string', multiple: true, default: cells.map(cellName) },
        image: { type: 'string', multiple: true },
        library: { type: 'string', multiple: true, default: Object.keys(PROBES) },
        by: { type: 'string' },
        coverage: { type: 'boolean', default: false },
        output: { type: 'string', default: 'build/matrix' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(reasonOf(error), { cause: error });
  }
}

function oneOf<Name extends string>(option: string, name: string, names: readonly Name[]): Name {
  const found = names.find((one) => one === name);
  if (found) return found;
  throw new UsageError(`--${option} is ${name}; write ${names.join(', ')}`);
}
