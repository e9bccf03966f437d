/** One thing measured without and with the libraries, and what may be added. */
export interface Figure {
  group: 'time' | 'peer' | 'instructions' | 'syscalls' | 'start' | 'load' | 'step' | 'memory' | 'object';
  /** By name, as in `scenarios` and `peers`, or a library; empty where there is only one. */
  scenario: string;
  /** The call, or what else is measured. */
  what: string;
  /** Whose call it is; empty where it is none. */
  library: string;
  threads: number;
  unit: 'ns' | 'us' | 'ms' | 'KiB' | 'bytes' | 'instructions' | 'system calls';
  bare: number;
  preloaded: number;
  added: number;
  /** Median absolute deviation of what single rounds added; null where there are no rounds. */
  noise: number | null;
  /** Preloaded to bare; null where bare is 0. */
  ratio: number | null;
  /** The most that may be added; null where nothing was promised. */
  budget: number | null;
  /** The largest ratio; null where none was promised. */
  most: number | null;
  ok: boolean | null;
}

type Known = 'library' | 'noise' | 'threads' | 'most';
type Measured = Omit<Figure, 'added' | 'ratio' | 'ok' | Known> & Partial<Pick<Figure, Known>>;

/** Completes a figure by what follows from its numbers. */
export function figure(measured: Measured): Figure {
  const { bare, preloaded, budget, most = null } = measured;
  const added = round(preloaded - bare);
  const ratio = bare === 0 ? null : round(preloaded / bare);
  const promised = budget !== null || most !== null;
  return {
    library: '',
    threads: 1,
    noise: null,
    ...measured,
    most,
    bare: round(bare),
    preloaded: round(preloaded),
    added,
    ratio,
    ok: promised ? (budget === null || added <= budget) && (most === null || (ratio ?? 0) <= most) : null,
  };
}

/** The middle one; of an even number the mean of the two in the middle. Of none: NaN. */
export function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return ((sorted[half] ?? Number.NaN) + (sorted[(sorted.length - 1) >> 1] ?? Number.NaN)) / 2;
}

/** How far apart single rounds are: the median of their distances from the median. */
export function deviation(numbers: number[]): number {
  const middle = median(numbers);
  return round(median(numbers.map((number) => Math.abs(number - middle))));
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
