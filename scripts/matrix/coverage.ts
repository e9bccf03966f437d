import { rmSync } from 'node:fs';
import { cellToolchain, coverageDirectory, probeProgram } from '../../test/c/build.ts';
import { countedLines } from '../check/coverage.ts';
import { hostArch, provideTools } from './machine.ts';
import type { Place } from './place.ts';
import { tryProbe } from './trial.ts';

/** How many lines of c/ compile to anything in a cell, and how many of those its trials run. */
export interface Coverage {
  total: number;
  run: number;
}

/** Makes the trials once more with objects that count, which gcc builds; what comes of them was seen before. */
export async function coverageIn(place: Place, probes: Record<string, string[]>, scratch: string): Promise<Coverage> {
  const crossed = place.cell.endsWith('arm64') && hostArch !== 'arm64';
  const prefix = crossed ? 'aarch64-linux-gnu-' : '';
  const packages = crossed ? ['gcc-aarch64-linux-gnu', 'libc6-dev-arm64-cross'] : ['gcc', 'libc6-dev'];
  await provideTools({ [`${prefix}gcc`]: packages, [`${prefix}gcov`]: packages });
  const directory = coverageDirectory(place.cell);
  rmSync(directory, { recursive: true, force: true });
  for (const [library, names] of Object.entries(probes))
    for (const probe of names) await tryProbe(place, library, probe, scratch, { CHAOS_TEST_COVERAGE: '1' });
  const toolchain = cellToolchain(place);
  const program = [...toolchain.within, probeProgram('inside', toolchain)];
  const { total, uncovered } = await countedLines({ directory, gcov: `${prefix}gcov`, program });
  if (total === 0) throw new Error('no object has counted lines');
  return { total, run: total - uncovered.length };
}
