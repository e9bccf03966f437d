/** One thing measured without and with the libraries, and what may be added. */
export interface Figure {
  group: 'time' | 'instructions' | 'syscalls' | 'start' | 'memory' | 'object';
  /** By name, as in `scenarios`; empty where there is only one. */
  scenario: string;
  /** The call, or what else is measured. */
  what: string;
  threads: number;
  unit: 'ns' | 'us' | 'KiB' | 'bytes' | 'instructions' | 'system calls';
  bare: number;
  preloaded: number;
  added: number;
  /** Median absolute deviation of what single rounds added; null where there are no rounds. */
  noise: number | null;
  /** Preloaded to bare; null where bare is 0. */
  ratio: number | null;
  /** The most that may be added; null where nothing was promised. */
  budget: number | null;
  ok: boolean | null;
}

type Measured = Omit<Figure, 'added' | 'ratio' | 'ok' | 'noise' | 'threads'> &
  Partial<Pick<Figure, 'noise' | 'threads'>>;

/** Completes a figure by what follows from its numbers. */
export function figure(measured: Measured): Figure {
  const { bare, preloaded, budget } = measured;
  const added = round(preloaded - bare);
  return {
    threads: 1,
    noise: null,
    ...measured,
    bare: round(bare),
    preloaded: round(preloaded),
    added,
    ratio: bare === 0 ? null : round(preloaded / bare),
    ok: budget === null ? null : added <= budget,
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
