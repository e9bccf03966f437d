import type { ProcessRecord } from '../telemetry/telemetry.ts';
import { addCounts } from '../telemetry/view.ts';
import type { Outcome, ProcessReport } from './report.ts';

/**
 * The programs that ran, one entry for each image of each process, in the order of their records. How it ended is known of
 * the root process alone, and goes to the last program that it ran.
 */
export function processReports(records: ProcessRecord[], rootPid: number | null, outcome: Outcome): ProcessReport[] {
  const reports = new Map<string, ProcessReport>();
  let root: ProcessReport | undefined;
  let rootStart: bigint | undefined;
  for (const record of records) {
    const { pid, start, token, image } = record;
    const key = `${pid} ${start} ${token} ${image}`;
    const report = reports.get(key) ?? newReport(record);
    reports.set(key, report);
    if (!report.libraries.includes(record.library)) report.libraries.push(record.library);
    for (const { injected } of record.rules.values()) report.injected = addCounts(report.injected, injected);
    if (pid === rootPid && (rootStart ?? start) === start) {
      root = report;
      rootStart = start;
    }
  }
  if (root) {
    root.exitCode = outcome.exitCode;
    root.signal = outcome.signal;
  }
  return [...reports.values()];
}

function newReport({ pid, parent, executable, startedAs }: ProcessRecord): ProcessReport {
  return { pid, parent, exe: executable || startedAs, libraries: [], injected: 0, exitCode: null, signal: null };
}
