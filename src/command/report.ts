import { closeSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, reasonOf, ToolError, UsageError } from '../error.ts';
import { EXIT } from '../host/failure.ts';
import { nearest } from '../profile/suggestion.ts';
import type { Report } from '../report/report.ts';
import { flawOf } from '../report/stored.ts';
import { renderSummary } from '../report/summary.ts';
import { renderTerminal } from '../report/terminal.ts';
import { numberedDirectories } from '../run/numbered-directory.ts';
import { openRegularFile } from '../run/regular-file.ts';
import { REPORT, SUMMARY } from '../run/report-directory.ts';
import { parseOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** What Node says of a file that no string can hold. */
const TOO_LARGE = ['ERR_STRING_TOO_LONG', 'ERR_FS_FILE_TOO_LARGE'];
const FORMATS = ['terminal', 'markdown', 'json'] as const;

/** `chaos report DIR`: shows a stored report again. Returns the exit code. */
export function showReport(args: string[], terminal: Terminal): number {
  const { values, words, command } = parseOptions('report', args, { format: { type: 'string', short: 'f' } });
  const [directory, ...more] = [...words, ...(command ?? [])];
  if (!directory || more.length > 0) throw new UsageError('chaos report needs one directory: chaos report DIR');
  const format = parseFormat((values.format as string | undefined) ?? 'terminal');
  const text = readReport(directory);
  const report = parseReport(text, directory);
  if (format === 'terminal') terminal.print(renderTerminal(report, terminal.style));
  else if (format === 'markdown') terminal.print(renderSummary(report).trimEnd());
  else terminal.print(text.trimEnd());
  return EXIT.passed;
}

function parseFormat(text: string): (typeof FORMATS)[number] {
  const format = FORMATS.find((name) => name === text);
  if (format) return format;
  const close = nearest(text, FORMATS);
  throw new UsageError(
    `--format ${text} is unknown; ${close ? `did you mean ${close}?` : `use ${FORMATS.join(', ')}`}`,
  );
}

function readReport(directory: string): string {
  try {
    const descriptor = openRegularFile(join(directory, REPORT), constants.O_RDONLY);
    try {
      return readFileSync(descriptor).toString('utf8'); // asked for text, Node reads all of a file that is too large
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (TOO_LARGE.includes(codeOf(error) ?? ''))
      throw new ToolError(
        `${join(directory, REPORT)} is larger than the 512 MiB that chaos can show; ${SUMMARY} beside it is short`,
        { cause: error },
      );
    const hint =
      codeOf(error) === 'ENOTDIR'
        ? `${directory} is a file; name the directory of a report`
        : `${reasonOf(error)}${numberedHint(directory)}`;
    throw new UsageError(`cannot read ${join(directory, REPORT)}: ${hint}`, { cause: error });
  }
}

/** Where the reports of a repeated run are. */
function numberedHint(directory: string): string {
  const [first, ...others] = numberedDirectories(directory).filter((numbered) => existsSync(join(numbered, REPORT)));
  if (first === undefined) return '';
  const last = others.at(-1);
  return `; those of a repeated run are in numbered directories: name ${last ? `one from ${first} to ${last}` : first}`;
}

function parseReport(text: string, directory: string): Report {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${join(directory, REPORT)} is not a report: ${reasonOf(error)}`, { cause: error });
  }
  const flaw = flawOf(report);
  if (flaw)
    throw new UsageError(
      `${join(directory, REPORT)} is not a report that this version of chaos knows (schemaVersion 1): see ${flaw}`,
    );
  return report as Report;
}
