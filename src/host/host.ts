import type { Supplies } from '../libraries/supplies.ts';
import type { Report } from '../report/report.ts';

/** Whom a run talks to: a person at a terminal, or a workflow on GitHub. */
export interface Host {
  /** The command's standard error is one stream with its standard output: order counts between them. */
  readonly oneStream: boolean;
  /** Says one or more lines. */
  say(text: string): void;
  warn(message: string): void;
  /** Says that it did not work, and why: each mistake of a profile where it is, anything else in one line. */
  fail(error: unknown): void;
  /**
   * The command's own output passes between `commandStarts` and the call of what it returns. `injections` tells how many
   * faults have happened so far.
   */
  commandStarts(title: string, injections: () => number | undefined): () => void;
  /** What libraries that are not bundled are got with. */
  supplies(): Promise<Supplies>;
  /** Shows the report of a run; `path` is the absolute path of its report.json, `summary` its Markdown. */
  showReport(report: Report, summary: string, path: string | null): void;
}
