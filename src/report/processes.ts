import { signals } from '../compile/grammar.ts';
import type { EndingRecord, ProcessRecord, ProgramRecord } from '../telemetry/telemetry.ts';
import { addCounts } from '../telemetry/view.ts';
import { addImage, alive, type Life } from './lives.ts';
import { groupByPid } from './programs.ts';
import type { Outcome, ProcessReport } from './report.ts';

const SIGNALS = new Map([...signals].map(([name, number]) => [number, name]));

/**
 * The programs that ran, one entry for each image of each process, in the order of their records. How a process ended is known
 * of the command's own process, and of those that their parent has waited for; it goes to the last program that it ran, and to
 * none where that had no libraries, nor where several processes had the pid of the child or of the parent then.
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
  const livesOf = new Map<number, Life[]>();
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
      const lives = livesOf.get(pid) ?? [];
      livesOf.set(pid, lives);
      addImage(lives, record, report);
    }
    if (!libraries.includes(record.library)) libraries.push(record.library);
    for (const { injected } of record.rules.values()) report.injected = addCounts(report.injected, injected);
    if (pid === commandPid && (rootStart ?? start) === start) {
      root = report;
      rootStart = start;
    }
  }
  const bareOf = groupByPid(programs.filter(({ cover }) => cover !== 'covered' && cover !== 'bound-past'));
  for (const { pid, parent, time, exitCode, signal } of endings.toSorted((a, b) => Number(a.time - b.time))) {
    const [child, ...others] = alive(livesOf.get(pid), time).filter(({ last }) => last.parent === parent);
    if (!child || others.length > 0 || alive(livesOf.get(parent), time).length > 1) continue;
    const { life, last } = child;
    life.ended = true;
    if (bareOf.get(pid)?.some((bare) => bare.time <= time && bare.time > last.time)) continue;
    last.report.exitCode = exitCode;
    last.report.signal = signal === null ? null : (SIGNALS.get(signal) ?? `SIG${signal}`);
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
