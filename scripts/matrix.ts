/**
 * Tries the probes of every library in the four cells, each in images with its libc, and says which loader and machine they
 * ran on. Usage: npm run matrix [-- --cell CELL] [--image IMAGE] [--library LIBRARY] [--by docker|root] [--coverage]
 * [--output DIRECTORY]
 * With --coverage all is tried once more with objects that count which of their lines run. Prints a table, and writes
 * matrix.json, junit.xml and summary.md. The exit code is 1 unless all that was asked for ran and passed. Images are run by
 * the Docker engine that answers, or by one that is started for it; where neither can be had, programs are run in roots
 * that are made here, which takes the user root.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cellName, cells } from '../src/cell/cell.ts';
import { prepareCell } from '../test/c/build.ts';
import { openContainer } from './matrix/container.ts';
import { coverageIn } from './matrix/coverage.ts';
import { openEngine } from './matrix/engine.ts';
import { lookInside } from './matrix/inside.ts';
import { emulate, hostArch } from './matrix/machine.ts';
import { openRoot, type Place } from './matrix/place.ts';
import { PROBES } from './matrix/probes.ts';
import { asJUnit, asMarkdown, asText } from './matrix/render.ts';
import { type CellReport, type MatrixReport, passed } from './matrix/report.ts';
import { say } from './matrix/say.ts';
import { makeScratch } from './matrix/scratch.ts';
import { type Trial, tryProbe } from './matrix/trial.ts';

const { values } = parseArgs({
  options: {
    cell: { type: 'string', multiple: true, default: cells.map(cellName) },
    image: { type: 'string', multiple: true },
    coverage: { type: 'boolean', default: false },
    by: { type: 'string', default: 'docker or root' },
    library: { type: 'string', multiple: true, default: Object.keys(PROBES) },
    output: { type: 'string', default: 'build/matrix' },
  },
});
const output = resolve(values.output);
process.chdir(join(import.meta.dirname, '..'));
const scratch = makeScratch();
const engine = values.by === 'root' ? 'it was asked to do without' : await openEngine(join(scratch.path, 'docker'));
if (typeof engine === 'string') say(`directly in roots, not by Docker: ${engine}`);
const report: MatrixReport = { version: 1, cells: [] };
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await close();
    process.exit(1);
  });
try {
  for (const cell of values.cell)
    for (const image of values.image ?? [usualImage(cell)]) report.cells.push(await tryCell(cell, image));
} finally {
  await close();
}
mkdirSync(output, { recursive: true });
writeFileSync(join(output, 'matrix.json'), `${JSON.stringify(report, undefined, 2)}\n`);
writeFileSync(join(output, 'junit.xml'), asJUnit(report));
writeFileSync(join(output, 'summary.md'), asMarkdown(report));
if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, asMarkdown(report));
process.stdout.write(asText(report));
process.exitCode = passed(report) ? 0 : 1;

async function close(): Promise<void> {
  if (typeof engine !== 'string') await engine.stop();
  scratch.remove();
}

/** What a cell is tried in unless something else is asked for. */
function usualImage(cell: string): string {
  return cell.startsWith('musl') ? 'busybox-musl' : 'debian:12';
}

async function openPlace(cell: string, image: string): Promise<Place> {
  if (!cells.some((known) => cellName(known) === cell)) throw new Error(`there is no cell ${cell}`);
  const [, arch = ''] = cell.split('-');
  if (arch !== hostArch) await emulate(arch);
  if (typeof engine !== 'string') return openContainer(engine, cell, image, scratch);
  if (values.by === 'docker') throw new Error(engine);
  const place = await openRoot(cell, image);
  return { ...place, means: `${place.means}, without Docker: ${engine}` };
}

async function tryCell(cell: string, image: string): Promise<CellReport> {
  const trials: Trial[] = [];
  const tried: CellReport = { cell, image, trials };
  let place: Place | undefined;
  try {
    place = await openPlace(cell, image);
    tried.means = place.means;
    prepareCell(place);
    tried.inside = lookInside(place);
    const probes = Object.fromEntries(values.library.map((library) => [library, PROBES[library] ?? []]));
    for (const [library, names] of Object.entries(probes))
      for (const probe of names) {
        const trial = await tryProbe(place, library, probe, scratch.path);
        say(`${cell} ${library} ${probe}: ${trial.passed} passed, ${trial.failed.length} failed`);
        trials.push(trial);
      }
    if (values.coverage) tried.coverage = await coverageIn(place, probes, scratch.path);
  } catch (error) {
    tried.trouble = error instanceof Error ? error.message : String(error);
  } finally {
    await place?.close();
  }
  return tried;
}
