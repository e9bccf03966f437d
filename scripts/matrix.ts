/**
 * Tries the probes of every library in the four cells, each in images with its libc, and says which loader and machine they
 * ran on. Usage: npm run matrix [-- OPTION...], see docs/matrix.md.
 * With --coverage all is tried once more with objects that count which of their lines run. Prints a table, and writes
 * matrix.json, junit.xml and summary.md. The exit code is 1 unless all that was asked
 * for ran and passed, 2 for a mistake in the arguments. Images are run by
 * the Docker engine that answers, or by one that is started for it; where neither can be had, programs are run in roots
 * that are made here, which takes the user root.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../src/error.ts';
import { prepareCell } from '../test/c/build.ts';
import { openContainer } from './matrix/container.ts';
import { coverageIn } from './matrix/coverage.ts';
import { openEngine } from './matrix/engine.ts';
import { lookInside } from './matrix/inside.ts';
import { emulate, hostArch } from './matrix/machine.ts';
import { type Options, optionsOf, USAGE } from './matrix/options.ts';
import { openRoot, type Place } from './matrix/place.ts';
import { PROBES } from './matrix/probes.ts';
import { asJUnit, asMarkdown, asText } from './matrix/render.ts';
import { type CellReport, type MatrixReport, passed } from './matrix/report.ts';
import { say } from './matrix/say.ts';
import { makeScratch } from './matrix/scratch.ts';
import { type Trial, tryProbe } from './matrix/trial.ts';

const options = optionsHere();
process.chdir(join(import.meta.dirname, '..'));
const scratch = makeScratch();
const engine = options.by === 'root' ? 'it was asked to do without' : await openEngine(join(scratch.path, 'docker'));
if (typeof engine === 'string') say(`directly in roots, not by Docker: ${engine}`);
const report: MatrixReport = { version: 1, cells: [] };
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await close();
    process.exit(1);
  });
try {
  for (const cell of options.cells)
    for (const image of options.images ?? [usualImage(cell)]) report.cells.push(await tryCell(cell, image));
} finally {
  await close();
}
const { output } = options;
mkdirSync(output, { recursive: true });
writeFileSync(join(output, 'matrix.json'), `${JSON.stringify(report, undefined, 2)}\n`);
writeFileSync(join(output, 'junit.xml'), asJUnit(report));
writeFileSync(join(output, 'summary.md'), asMarkdown(report));
if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, asMarkdown(report));
process.stdout.write(asText(report));
process.exitCode = passed(report) ? 0 : 1;

function optionsHere(): Options {
  try {
    const asked = optionsOf(process.argv.slice(2));
    if (!asked.help) return asked;
    process.stdout.write(USAGE);
    return process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`matrix: ${error.message}\n`);
    return process.exit(2);
  }
}

async function close(): Promise<void> {
  if (typeof engine !== 'string') await engine.stop();
  scratch.remove();
}

/** What a cell is tried in unless something else is asked for. */
function usualImage(cell: string): string {
  return cell.startsWith('musl') ? 'busybox-musl' : 'debian:12';
}

async function openPlace(cell: string, image: string): Promise<Place> {
  const [, arch = ''] = cell.split('-');
  if (arch !== hostArch) await emulate(arch);
  if (typeof engine !== 'string') return openContainer(engine, cell, image, scratch);
  if (options.by === 'docker') throw new Error(engine);
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
    const probes = Object.fromEntries(options.libraries.map((library) => [library, PROBES[library] ?? []]));
    for (const [library, names] of Object.entries(probes))
      for (const probe of names) {
        const trial = await tryProbe(place, library, probe, scratch.path);
        say(`${cell} ${library} ${probe}: ${trial.passed} passed, ${trial.failed.length} failed`);
        trials.push(trial);
      }
    if (options.coverage) tried.coverage = await coverageIn(place, probes, scratch.path);
  } catch (error) {
    tried.trouble = error instanceof Error ? error.message : String(error);
  } finally {
    await place?.close();
  }
  return tried;
}
