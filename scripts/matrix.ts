/**
 * Tries the probes of every library in the four cells, each in a root with its libc, and says which loader and machine they
 * ran on. Usage: npm run matrix [-- --cell CELL] [--image IMAGE] [--library LIBRARY] [--output DIRECTORY]
 * Prints a table, and writes matrix.json, junit.xml and summary.md. The exit code is 1 unless all that was asked for ran and
 * passed. Needs root (namespaces), mmdebstrap, and for the other architecture qemu-user-static with binfmt_misc.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cellName, cells } from '../src/cell/cell.ts';
import { prepareCell } from '../test/c/build.ts';
import { lookInside } from './matrix/inside.ts';
import { PROBES } from './matrix/probes.ts';
import { asJUnit, asMarkdown, asText } from './matrix/render.ts';
import { type CellReport, type MatrixReport, passed } from './matrix/report.ts';
import { debianRoot, SUITES } from './matrix/root.ts';
import { type Trial, tryProbe } from './matrix/trial.ts';

const { values } = parseArgs({
  options: {
    cell: { type: 'string', multiple: true, default: cells.map(cellName) },
    image: { type: 'string', default: 'debian:12' },
    library: { type: 'string', multiple: true, default: Object.keys(PROBES) },
    output: { type: 'string', default: 'build/matrix' },
  },
});
const output = resolve(values.output);
process.chdir(join(import.meta.dirname, '..'));
const scratch = mkdtempSync(join(tmpdir(), 'chaos-matrix-'));
const report: MatrixReport = { version: 1, cells: [] };
try {
  for (const cell of values.cell) report.cells.push(await tryCell(cell, values.image));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
mkdirSync(output, { recursive: true });
writeFileSync(join(output, 'matrix.json'), `${JSON.stringify(report, undefined, 2)}\n`);
writeFileSync(join(output, 'junit.xml'), asJUnit(report));
writeFileSync(join(output, 'summary.md'), asMarkdown(report));
if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, asMarkdown(report));
process.stdout.write(asText(report));
process.exitCode = passed(report) ? 0 : 1;

async function tryCell(cell: string, image: string): Promise<CellReport> {
  const trials: Trial[] = [];
  try {
    if (!cells.some((known) => cellName(known) === cell)) throw new Error(`there is no cell ${cell}`);
    const known = SUITES[image];
    if (!known) throw new Error(`there is no root of ${image}: only of ${Object.keys(SUITES).join(', ')}`);
    const root = await debianRoot(cell.split('-')[1] ?? '', known.suite);
    const place = { cell, image, root, glibc: known.glibc };
    prepareCell(cell, root, known.glibc);
    const inside = lookInside(place);
    for (const library of values.library)
      for (const probe of PROBES[library] ?? []) {
        const trial = await tryProbe(place, library, probe, scratch);
        process.stderr.write(`${cell} ${library} ${probe}: ${trial.passed} passed, ${trial.failed.length} failed\n`);
        trials.push(trial);
      }
    return { cell, image, inside, trials };
  } catch (error) {
    return { cell, image, trouble: error instanceof Error ? error.message : String(error), trials };
  }
}
