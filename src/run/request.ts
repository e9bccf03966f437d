import type { Cell } from '../cell/cell.ts';
import type { LibrarySource } from '../libraries/source.ts';

/** What is to be run: a command whose every process is a target, or a script whose shell is none. */
export type Workload = { argv: string[] } | { script: string; shell: string };

/** One call of chaos, whoever made it. */
export interface RunRequest {
  /** Path of the profile file. */
  profile: string;
  workload: Workload;
  /** The command's working directory, absolute. */
  cwd: string;
  environment: NodeJS.ProcessEnv;
  /** Absent: the profile's, or else drawn. */
  seed?: number;
  timeoutMs: number;
  reportDirectory: string;
  /** How many times the command is run, each with the same seed; the reports are in numbered directories then. */
  repeat: number;
  librarySource: LibrarySource;
  /** Absent: where this project publishes its releases. */
  libraryBaseUrl?: string;
  /** Cells whose libraries are wanted beside those of the command's own. */
  cells: Cell[];
}

export const DEFAULT_TIMEOUT_MS = 30 * 60 * 1000;
export const DEFAULT_REPORT_DIRECTORY = 'chaos-report';
