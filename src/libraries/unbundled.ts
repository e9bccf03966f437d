import type { Cell } from '../cell/cell.ts';
import type { Obtained, Say, Wanted } from './acquire.ts';
import { takeBuilt } from './build.ts';
import { takeDownloaded } from './release.ts';
import type { Supplies } from './supplies.ts';

/** The libraries of a cell from one of the sources that most runs do not need. Throws a ToolError. */
export function takeUnbundled(
  source: 'download' | 'build',
  cell: Cell,
  wanted: Wanted,
  supplies: Supplies,
  say: Say,
): Promise<Obtained> {
  return source === 'download' ? takeDownloaded(cell, wanted, supplies, say) : takeBuilt(cell, wanted, supplies, say);
}
