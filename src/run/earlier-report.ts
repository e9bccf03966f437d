import { join } from 'node:path';
import { libraries } from '../compile/grammar.ts';
import { reasonOf, ToolError } from '../error.ts';
import { numberedDirectories } from './numbered-directory.ts';
import { readRegularFile } from './regular-file.ts';
import { REPORT, removeEmptyDirectory, removeFile, ruleFile, SUMMARY } from './report-directory.ts';

/** How renderJson begins, and a rule text that was made from a profile. */
const REPORT_BEGINNING = '{\n  "schemaVersion": ';
const RULES_BEGINNING = '# profile ';

/**
 * Removes the reports of earlier runs from a directory and the numbered ones below it, however often those were repeated:
 * nobody shall take them for those of a run that begins. What lies beside them stays, and so does what only has the name
 * of a report. Throws a ToolError.
 */
export function removeEarlierReports(directory: string): void {
  try {
    for (const numbered of numberedDirectories(directory)) if (removeReport(numbered)) removeEmptyDirectory(numbered);
    removeReport(directory);
  } catch (error) {
    const reason = reasonOf(error);
    throw new ToolError(`an earlier report in ${directory} cannot be removed: ${reason}; name another directory`, {
      cause: error,
    });
  }
}

function removeReport(directory: string): boolean {
  if (!begins(join(directory, REPORT), REPORT_BEGINNING)) return false;
  for (const file of [...libraries.keys()].map((library) => join(directory, ruleFile(library))))
    if (begins(file, RULES_BEGINNING)) removeFile(file);
  for (const file of [SUMMARY, REPORT]) removeFile(join(directory, file));
  return true;
}

function begins(path: string, beginning: string): boolean {
  try {
    return readRegularFile(path, beginning.length).toString('latin1') === beginning;
  } catch {
    return false;
  }
}
