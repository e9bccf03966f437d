import { type CellReport, cellPassed, type MatrixReport } from './report.ts';
import { isGreen, type Trial } from './trial.ts';

/** The table cell × library × probe as rows of words: a head, then a row for each probe, then one for each whole cell. */
export function rows({ cells }: MatrixReport): string[][] {
  const probes = new Map(
    cells.flatMap(({ trials }) => trials.map(({ library, probe }) => [`${library} ${probe}`, { library, probe }])),
  );
  const head = ['library', 'probe', ...cells.map(nameOf)];
  const body = [...probes.values()].map(({ library, probe }) => [
    library,
    probe,
    ...cells.map(({ trials }) => word(trials.find((trial) => trial.library === library && trial.probe === probe))),
  ]);
  return [head, ...body, ['', 'all', ...cells.map((cell) => (cellPassed(cell) ? 'passed' : 'FAILED'))]];
}

export function nameOf({ cell, image }: CellReport): string {
  return `${cell} in ${image}`;
}

/** How many tests passed, or how many of them did not. */
function word(trial: Trial | undefined): string {
  if (!trial) return 'NOT RUN';
  const { passed, failed, skipped, trouble } = trial;
  const left = skipped.length > 0 ? ` (${skipped.length} left out)` : '';
  if (isGreen(trial)) return `${passed} passed${left}`;
  if (trouble !== undefined || failed.length === 0) return `FAILED, nothing proved${left}`;
  return `FAILED ${failed.length} of ${passed + failed.length}${left}`;
}

/** Every failure and every test that was left out, as `where: name: why`. */
export function remarks({ cells }: MatrixReport, of: 'failed' | 'skipped'): string[] {
  return cells.flatMap((cell) => [
    ...(of === 'failed' && cell.trouble !== undefined ? [`${nameOf(cell)}: ${cell.trouble}`] : []),
    ...cell.trials.flatMap((trial) => [
      ...(of === 'failed' && trial.trouble !== undefined
        ? [`${nameOf(cell)}: ${trial.library} ${trial.probe}: ${trial.trouble}`]
        : []),
      ...trial[of].map(({ name, reason }) => `${nameOf(cell)}: ${trial.library} ${trial.probe}: ${name}: ${reason}`),
    ]),
  ]);
}
