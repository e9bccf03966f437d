/** What a user declares in a profile file, checked and with every value in its base unit. */
export interface Profile {
  /** As written, or the file's base name without its ending. */
  name: string;
  /** The file as the user named it. */
  path: string;
  /** Whether the file is a pipe, so that it cannot be read again. */
  piped?: boolean;
  /** Of the file's bytes, in hexadecimal. */
  sha256: string;
  /** Absent when each run is to draw its own. */
  seed?: number;
  /** Whether programs that are started without the libraries get them back, and all that are started are recorded. */
  follow: boolean;
  rules: ProfileRule[];
  gate: GateSettings;
}

/** Where, what and when: one entry of `rules`. */
export interface ProfileRule {
  id: string;
  /** 1-based line of the rule in the profile file. */
  line: number;
  library: string;
  /** Absent for every operation of the library (`io.*`). */
  operation?: string;
  /** In the form that the library's rule text has: for io an absolute path prefix, a pattern, or `*`. */
  selector: string;
  effects: Effect[];
  policy: Policy;
}

/** What happens to a call. */
export type Effect =
  | { kind: 'ERRNO'; errno: string }
  | { kind: 'LATENCY'; delay: Delay }
  /** The value in the form of the rule text; absent where the effect has none. */
  | { kind: OtherEffect; value?: string };

export type OtherEffect =
  | ('KILL' | 'TORN' | 'CORRUPT' | 'SHORT' | 'THROTTLE' | 'QUOTA')
  | ('TIMEOUT' | 'BLACKHOLE' | 'RESET' | 'DROP')
  | ('REWRITE' | 'SERVICE' | 'OVERRIDE' | 'FILTER_FAMILY' | 'SHUFFLE' | 'LIMIT')
  | ('RATE' | 'FREEZE' | 'OFFSET' | 'JUMP');

/** How long a call waits: always as long, or drawn anew for each call. */
export type Delay =
  | { kind: 'fixed'; ms: number }
  | { kind: 'uniform'; leastMs: number; mostMs: number }
  | { kind: 'normal'; meanMs: number; deviationMs: number }
  | { kind: 'pareto'; scaleMs: number; shape: number };

/** When a rule fires; an absent term does not restrict. Counts are of matching calls of one process. */
export interface Policy {
  probability?: number;
  after?: number;
  every?: number;
  nth?: number[];
  times?: number;
  /** Injections of the whole run. */
  budget?: number;
  fromMs?: number;
  untilMs?: number;
  /** Glob on the executable's base name. */
  process?: string;
}

export interface GateSettings {
  exitCodes: number[];
  unmatchedRules: 'fail' | 'warn' | 'ignore';
}
