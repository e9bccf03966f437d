import type { Coverage } from './coverage.ts';
import type { Inside } from './inside.ts';
import { isGreen, type Trial } from './trial.ts';

/** What became of one cell in one image: what ran in it, or why nothing did. */
export interface CellReport {
  cell: string;
  /** What its programs were run in. */
  image: string;
  /** What the image was run as, in words. */
  means?: string;
  inside?: Inside;
  trouble?: string;
  trials: Trial[];
  /** Only when it was asked for. */
  coverage?: Coverage;
}

export interface MatrixReport {
  version: 1;
  cells: CellReport[];
}

/** Whether all that was to be tried was, and held. */
export function passed({ cells }: MatrixReport): boolean {
  return cells.length > 0 && cells.every(cellPassed);
}

export function cellPassed({ inside, trouble, trials }: CellReport): boolean {
  return inside !== undefined && trouble === undefined && trials.length > 0 && trials.every(isGreen);
}

/** One line about what programs of a cell ran on. */
export function about({ means, inside, trouble, coverage }: CellReport): string {
  if (!inside) return `did not run: ${trouble ?? 'nobody knows why'}`;
  const { machine, elf, loader, libc, emulated } = inside;
  const found = `uname -m ${machine}, ELF ${elf}, ${loader}, ${libc}${emulated ? ', emulated by QEMU' : ''}`;
  const lines = coverage ? `; ${coverage.run} of ${coverage.total} lines of c/ run` : '';
  return `${found}; in ${means}${lines}`;
}
