import { ToolError, UsageError } from '../error.ts';
import type { BlindSpot } from '../report/report.ts';
import type { Cell, Obstacle } from './cell.ts';
import { detectCell } from './detect.ts';
import { sanitizerConflict } from './sanitizer.ts';
import { whatIsNeeded } from './unserved.ts';

/** The cell whose libraries a command gets, and what is known beforehand not to be covered. */
export interface Target {
  cell: Cell;
  /** Whether the command's own program is of that cell; otherwise only what it starts can be. */
  covered: boolean;
  /** What the program names as its loader. */
  loader?: string;
  blindSpots: BlindSpot[];
}

/**
 * Decides which libraries a command gets. A program that loads none (static, setuid) may still start others that do: it gets
 * those of the system's own programs, and is named as a blind spot. Throws a UsageError when there is nothing to be started,
 * or when it would not start behind libraries, a ToolError when there are no libraries for the program's architecture or libc.
 */
export function chooseTarget(program: string, environment: NodeJS.ProcessEnv, cwd: string): Target {
  const detection = detectCell(program, environment.PATH, cwd);
  const conflict = detection.covered && sanitizerConflict(detection.sanitizer, environment);
  if (conflict) throw new UsageError(`cannot run ${program}: ${conflict}`);
  if (detection.covered) return { cell: detection.cell, covered: true, loader: detection.loader, blindSpots: [] };
  const { reason, detail } = detection;
  const kind = BLIND_SPOTS[reason];
  if (!kind) throw new UsageError(`cannot run ${program}: ${detail}`);
  if (kind === 'other-libc') {
    const needed = whatIsNeeded(detection.machine ?? '');
    const others = `there are some for glibc and musl on amd64 and arm64${needed ? ` (for this one ${needed})` : ''}`;
    throw new ToolError(`there are no libraries for ${program}: ${detail}; ${others}`);
  }
  const exe = detection.path ?? program;
  return { cell: systemCell(), covered: false, blindSpots: [{ exe, pid: null, reason: kind, detail }] };
}

const BLIND_SPOTS: Partial<Record<Obstacle, BlindSpot['reason']>> = {
  static: 'static',
  secure: 'secure',
  environment: 'environment',
  unreadable: 'permission',
  'other-libc': 'other-libc',
  'other-architecture': 'other-libc',
};

/** The cell of the system's own programs. Throws a ToolError when they are of none. */
export function systemCell(): Cell {
  const details: string[] = [];
  for (const program of ['/bin/sh', process.execPath]) {
    const detection = detectCell(program, undefined, '/');
    if (detection.covered) return detection.cell;
    details.push(detection.detail);
  }
  throw new ToolError(`there are no libraries for this system: ${details.join('; ')}`);
}
