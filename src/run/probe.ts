import { spawn } from 'node:child_process';
import type { Cell } from '../cell/cell.ts';
import { detectCell } from '../cell/detect.ts';
import { libraries } from '../compile/grammar.ts';
import { takeBundled } from '../libraries/acquire.ts';
import { distDirectory } from '../libraries/location.ts';
import { placeLibraries } from '../libraries/place.ts';
import { decodeTelemetry } from '../telemetry/decode.ts';
import { createRunDirectory, fillRunDirectory, readTelemetry, removeRunDirectory } from './directory.ts';
import { targetEnvironment } from './environment.ts';

/** Whether the libraries of a cell were seen at work; undefined when there was no program to try it with. */
export interface ProbeResult {
  loaded: boolean | undefined;
  detail: string;
}

const LIMIT_MS = 10_000;
/** Programs that do nothing at all when they are called like this, on one system or another. */
const HARMLESS = [
  ['true'],
  ['sh', '-c', ':'],
  [process.execPath, '-e', ''],
  ['git', '--version'],
  ['python3', '-c', ''],
];

/** Starts a harmless program of the cell with all libraries preloaded, and looks whether each recorded it. Throws a ToolError. */
export async function probe(cell: Cell, environment: NodeJS.ProcessEnv): Promise<ProbeResult> {
  const argv = HARMLESS.find(([program = '']) => isOfCell(program, cell, environment.PATH));
  if (!argv) return { loaded: undefined, detail: 'no program here to try loading with' };
  const runDirectory = createRunDirectory(environment);
  const temporary = [runDirectory];
  try {
    const names = [...libraries.keys()];
    const { objects } = takeBundled(cell, { libraries: names, dist: distDirectory() });
    const provided = placeLibraries({ objects, usableInPlace: true }, cell, names, runDirectory);
    if (provided.copiesIn) temporary.push(provided.copiesIn);
    fillRunDirectory(runDirectory, [], 0, process.hrtime.bigint());
    const said = await startAndWait(argv, targetEnvironment(environment, provided.paths, runDirectory));
    const seen = new Set(decodeTelemetry(readTelemetry(runDirectory)).processes.map(({ library }) => library));
    const absent = names.filter((name) => !seen.has(name));
    if (absent.length === 0)
      return { loaded: true, detail: `${argv[0]} ran with ${names.join(', ')}, and they recorded it` };
    return { loaded: false, detail: `${argv[0]} ran, but ${absent.join(', ')} recorded nothing${said && `: ${said}`}` };
  } finally {
    for (const directory of temporary) removeRunDirectory(directory);
  }
}

function isOfCell(program: string, cell: Cell, path: string | undefined): boolean {
  const detection = detectCell(program, path, '/');
  return detection.covered && detection.cell.libc === cell.libc && detection.cell.arch === cell.arch;
}

/** Runs a program to its end; returns the first line of what it, or the loader, had to complain about. */
function startAndWait([program = '', ...args]: string[], environment: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: environment, stdio: ['ignore', 'ignore', 'pipe'], timeout: LIMIT_MS });
    let complaints = '';
    child.stderr.on('data', (bytes: Buffer) => {
      if (complaints.length < 4096) complaints += bytes;
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(complaints.split('\n', 1)[0] ?? ''));
  });
}
