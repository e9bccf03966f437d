/** The result of a run: report.json. The keys are a public contract, described by schema/report.schema.json. */
export interface Report {
  schemaVersion: 1;
  /** Reports of older versions don't say whether the profile came through a pipe. */
  profile: { name: string; path: string; sha256: string; piped?: boolean };
  seed: number;
  /** How long the command was given. */
  timeoutMs: number;
  cell: { libc: 'glibc' | 'musl'; arch: 'amd64' | 'arm64' } | null;
  command: string[];
  /** Whether the command itself is a target, or only what it starts: the shell of a workflow step is none. */
  target: 'command' | 'children';
  outcome: Outcome;
  rules: RuleReport[];
  operations: OperationReport[];
  processes: ProcessReport[];
  blindSpots: BlindSpot[];
  injections: { recorded: number; dropped: number; items: Injection[] };
  coverage: Coverage;
  gate: { verdict: 'pass' | 'fail'; reasons: string[]; warnings: string[] };
}

export interface Outcome {
  kind: 'passed' | 'failed' | 'crashed' | 'hung' | 'not-started';
  exitCode: number | null;
  signal: string | null;
  durationMs: number;
}

export interface RuleReport {
  id: string;
  library: string;
  /** The lines of the library's rule text that the rule became. */
  text: string;
  matched: number;
  injected: number;
  addedLatencyMs: number;
}

export interface OperationReport {
  library: string;
  operation: string;
  calls: number;
  injected: number;
}

export interface ProcessReport {
  pid: number;
  parent: number;
  exe: string;
  /** Reports of older versions don't say. */
  startedAs?: string;
  libraries: string[];
  injected: number;
  exitCode: number | null;
  signal: string | null;
}

export interface BlindSpot {
  exe: string;
  pid: number | null;
  reason: 'static' | 'secure' | 'other-libc' | 'environment' | 'permission' | 'unknown';
  detail: string;
}

export interface Injection {
  /** Since the start of the run. */
  ms: number;
  pid: number;
  tid: number;
  /** Of the process image that made the call; empty when unknown. */
  exe: string;
  library: string;
  operation: string;
  symbol: string;
  /** Empty when unknown. */
  target: string;
  effect: string;
  /** An errno's name, milliseconds, bytes or a bit's index, by the effect. */
  value: string | number;
  rule: string;
  /** Which of the calls that the rule matched in this thread it was, from 1. */
  ordinal?: number;
  /** `/path/of/module+0xoffset`, or empty when unknown. */
  site: string;
}

/**
 * A fault point is an operation at a call site. Only those that a run recorded a call of are known: injections, and the first
 * calls on other targets than a rule's. So all points are reached, until points come from elsewhere, too.
 */
export interface Coverage {
  points: number;
  reached: number;
  injected: number;
  byOperation: { library: string; operation: string; points: number; reached: number; injected: number }[];
}
