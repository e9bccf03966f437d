/** What the libraries recorded of a run, decoded (docs/telemetry.md) but not yet interpreted. */
export interface Telemetry {
  /** One for each library in each program image of each process, in the order of their records. */
  processes: ProcessRecord[];
  /** In the order of their times. */
  injections: Records<InjectionRecord>;
  /** Calls that no rule selected, of operations that some rule names. */
  samples: CallRecord[];
  /** Programs that were started, in the order of their records. */
  programs: ProgramRecord[];
  /** Processes whose end another one waited for, in the order of their records. */
  endings: EndingRecord[];
  /** Injections that could not be recorded. */
  dropped: number;
  /** Records of processes, one for each library, and of programs without libraries that could not be made. */
  lost: number;
}

/** Many records; an array is one, too. */
export interface Records<T> extends Iterable<T> {
  readonly length: number;
}

export interface ProcessRecord {
  pid: number;
  parent: number;
  /** Clock ticks since boot. */
  start: bigint;
  /** Nanoseconds of CLOCK_MONOTONIC. */
  time: bigint;
  key: bigint;
  library: string;
  executable: string;
  startedAs: string;
  forked: boolean;
  rulesInvalid: boolean;
  withoutRules: boolean;
  /** Children that could make no record of their own have their calls and faults here. */
  guests: boolean;
  /** It asked for io_uring, and was told that there is none. */
  uringRefused: boolean;
  /** How many programs the process had run before this one. */
  image: number;
  /** Differs between program images, also where pids and start times repeat. */
  token: bigint;
  /** Why a rule text was refused. */
  message?: string;
  /** By operation. Operations that were not called are absent. */
  calls: Map<string, number>;
  /** By rule key. */
  rules: Map<bigint, RuleCounts>;
}

export interface RuleCounts {
  matched: number;
  injected: number;
  addedLatencyNs: number;
}

export interface CallRecord {
  time: bigint;
  pid: number;
  tid: number;
  library: string;
  /** Of the process image that made the call; empty when unknown. */
  executable: string;
  operation: string;
  symbol: string;
  /** Empty when unknown. */
  target: string;
  /** Undefined when the calling module is unknown. */
  site: { module: string; offset: bigint } | undefined;
}

/** How the libraries judged a program by its file when it was started, by the number in the record. */
export const COVERS = [
  'covered',
  'static',
  'secure',
  'other-libc',
  'environment',
  'permission',
  'unknown',
  'bound-past',
] as const;

export interface ProgramRecord {
  time: bigint;
  /** In which it runs; 0 when unknown. */
  pid: number;
  /** The process that started it. */
  starter: number;
  path: string;
  /** The loader that it wants or the interpreter that runs it, when that decided; may be empty. */
  detail: string;
  cover: (typeof COVERS)[number];
}

export interface EndingRecord {
  /** When it was seen. */
  time: bigint;
  pid: number;
  /** The process that waited. */
  parent: number;
  exitCode: number | null;
  /** The signal's number. */
  signal: number | null;
}

export interface InjectionRecord extends CallRecord {
  rule: bigint;
  effect: string;
  value: bigint;
  /** Which matching call of the rule in its thread it was, from 1. */
  ordinal: number;
}
