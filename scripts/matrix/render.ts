import { columns } from '../../src/report/columns.ts';
import { list, literal, table } from '../../src/report/markdown.ts';
import { cutEnd, printable } from '../../src/report/printable.ts';
import { about, cellPassed, type MatrixReport, passed } from './report.ts';
import { nameOf, remarks, rows } from './table.ts';
import { isGreen } from './trial.ts';

/** For people at a terminal. */
export function asText(report: MatrixReport): string {
  const cells = report.cells.map((cell) => `${nameOf(cell)}: ${about(cell)}`);
  const [head = [], ...body] = rows(report).map((row) => row.map((text) => ({ text: printable(text) })));
  const failures = remarks(report, 'failed').map((text) => `FAILED  ${printable(cutEnd(text, 2000))}`);
  const verdict = passed(report) ? 'PASS' : 'FAIL';
  return [...cells, '', ...columns([head, ...body], 200), '', ...failures, verdict, ''].join('\n');
}

const LIMIT = { lines: 200, bytes: 200_000 };

/** For the job summary. */
export function asMarkdown(report: MatrixReport): string {
  const [head = [], ...body] = rows(report);
  const parts = [
    `## ${passed(report) ? '✅' : '❌'} Matrix`,
    list(
      report.cells.map((cell) => `${literal(nameOf(cell))}: ${literal(about(cell))}`),
      LIMIT,
    ),
    table(
      head.map(literal),
      body.map((row) => row.map(literal)),
      LIMIT,
    ),
  ];
  for (const [title, of] of [
    ['Failed', 'failed'],
    ['Left out', 'skipped'],
  ] as const) {
    const lines = remarks(report, of);
    if (lines.length > 0) {
      const items = lines.map((line) => literal(cutEnd(line, 500)).replaceAll('\n', ' '));
      parts.push(`### ${title}`, list(items, LIMIT));
    }
  }
  return `${parts.join('\n\n')}\n`;
}

/** JUnit's XML, a suite for each cell. */
export function asJUnit(report: MatrixReport): string {
  const suites = report.cells.map((cell) => {
    const whole = cell.trouble === undefined ? '' : testcase(nameOf(cell), 'cell', 0, cell.trouble);
    const cases = cell.trials.map((trial) => {
      const failures = trial.failed.map(({ name, reason }) => `${name}: ${reason}`);
      if (trial.trouble !== undefined) failures.push(trial.trouble);
      if (failures.length === 0 && !isGreen(trial)) failures.push('no test passed');
      return testcase(`${nameOf(cell)}: ${trial.library}`, trial.probe, trial.seconds, failures.join('\n'));
    });
    const failed = cell.trials.filter((trial) => !isGreen(trial)).length + Number(whole !== '');
    const time = cell.trials.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1);
    const name = xml(`${nameOf(cell)} (${cellPassed(cell) ? 'passed' : 'failed'})`);
    const counts = `tests="${cases.length + Number(whole !== '')}" failures="${failed}" time="${time}"`;
    return `<testsuite name="${name}" ${counts}>\n${whole}${cases.join('')}</testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
}

function testcase(classname: string, name: string, seconds: number, failure: string): string {
  const head = `<testcase classname="${xml(classname)}" name="${xml(name)}" time="${seconds}"`;
  if (failure === '') return `${head}/>\n`;
  return `${head}><failure message="${xml(cutEnd(failure, 200))}">${xml(failure)}</failure></testcase>\n`;
}

/** A text without what XML 1.0 has no way to say. */
function xml(text: string): string {
  const entity: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', '\n': '&#10;' };
  return text.replace(
    /[<>&"\n]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
    (match) => entity[match] ?? '\ufffd',
  );
}
