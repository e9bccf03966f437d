import { signals } from '../compile/grammar.ts';
import type { EndingRecord, ProcessRecord, ProgramRecord } from '../telemetry/telemetry.ts';
import { addCounts } from '../telemetry/view.ts';
import { groupByPid } from './programs.ts';
import type { Outcome, ProcessReport } from './report.ts';

const SIGNALS = new Map([...signals].map(([name, number]) => [number, name]));

/**
 * The programs that ran, one entry for each image of each process, in the order of their records. How a process ended is known
 * of the command's own process, and of those that a process of the run has waited for; it goes to the last program that it
 * ran, and to none where that had no libraries.
 */
export function processReports(
  records: ProcessRecord[],
  endings: EndingRecord[],
  programs: ProgramRecord[],
  commandPid: number | null,
  outcome: Outcome,
): ProcessReport[] {
  const reports = new Map<string, ProcessReport>();
  // A forked process has what its parent was loaded with, and a record of a library only once it has called that.
  const librariesOf = new Map<bigint, string[]>();
  const imagesOf = new Map<number, { time: bigint; report: ProcessReport }[]>();
  let root: ProcessReport | undefined;
  let rootStart: bigint | undefined;
  for (const record of records) {
    const { pid, start, token, image } = record;
    const key = `${pid} ${start} ${token} ${image}`;
    const libraries = librariesOf.get(token) ?? [];
    const report = reports.get(key) ?? newReport(record, libraries);
    librariesOf.set(token, libraries);
    if (!reports.has(key)) {
      reports.set(key, report);
      imagesOf.set(pid, [...(imagesOf.get(pid) ?? []), { time: record.time, report }]);
    }
    if (!libraries.includes(record.library)) libraries.push(record.library);
    for (const { injected } of record.rules.values()) report.injected = addCounts(report.injected, injected);
    if (pid === commandPid && (rootStart ?? start) === start) {
      root = report;
      rootStart = start;
    }
  }
  const bareOf = groupByPid(programs.filter(({ cover }) => cover !== 'covered' && cover !== 'bound-past'));
  for (const { pid, time, exitCode, signal } of endings) {
    const last = imagesOf.get(pid)?.findLast((image) => image.time <= time);
    const isReplaced = bareOf.get(pid)?.some((bare) => bare.time <= time && bare.time > (last?.time ?? time));
    if (last && !isReplaced) {
      last.report.exitCode = exitCode;
      last.report.signal = signal === null ? null : (SIGNALS.get(signal) ?? `SIG${signal}`);
    }
  }
  if (root) {
    root.exitCode = outcome.exitCode;
    root.signal = outcome.signal;
  }
  return [...reports.values()];
}

function newReport({ pid, parent, executable, startedAs }: ProcessRecord, libraries: string[]): ProcessReport {
  const exe = executable || startedAs;
  return { pid, parent, exe, startedAs, libraries, injected: 0, exitCode: null, signal: null };
}
