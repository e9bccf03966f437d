import { durationHint, parseDuration } from './duration.ts';
import { about, type Finding } from './finding.ts';
import type { Delay, Effect } from './profile.ts';
import { quote } from './quote.ts';
import type { Tree } from './tree.ts';

const LONGEST_MS = 3_600_000;
const LARGEST_SHAPE = 1000;
const SMALLEST_SHAPE = 0.01;

interface Distribution {
  example: string;
  /** What stands between the parentheses. */
  wants: string;
  read: (firstMs: number, second: string) => Delay | undefined;
}

const DISTRIBUTIONS: Record<string, Distribution> = {
  uniform: {
    example: '"uniform(10ms, 50ms)"',
    wants: 'the least and the most, which is not smaller',
    read: (leastMs, second) => {
      const mostMs = limited(second);
      return mostMs === undefined || mostMs < leastMs ? undefined : { kind: 'uniform', leastMs, mostMs };
    },
  },
  normal: {
    example: '"normal(20ms, 5ms)"',
    wants: 'the mean and the standard deviation',
    read: (meanMs, second) => {
      const deviationMs = limited(second);
      return deviationMs === undefined ? undefined : { kind: 'normal', meanMs, deviationMs };
    },
  },
  pareto: {
    example: '"pareto(10ms, 1.5)"',
    wants: `the scale and the shape, a number from ${SMALLEST_SHAPE} to ${LARGEST_SHAPE}`,
    read: (scaleMs, second) => {
      const shape = /^\d+(\.\d+)?$/.test(second) ? Number(second) : Number.NaN;
      return shape >= SMALLEST_SHAPE && shape <= LARGEST_SHAPE ? { kind: 'pareto', scaleMs, shape } : undefined;
    },
  },
};

/** Reads how long a rule delays; undefined for what the schema finds. */
export function readDelay(tree: Tree): Effect | Finding | undefined {
  const { value } = tree;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const call = typeof value === 'string' ? /^(\w+)\s*\(([^,()]*)(?:,([^,()]*))?\)$/.exec(value) : null;
  return call ? readDistribution(tree, call[1] ?? '', call[2] ?? '', call[3] ?? '') : readFixed(tree, value);
}

function readDistribution(tree: Tree, name: string, first: string, second: string): Effect | Finding {
  const distribution = Object.hasOwn(DISTRIBUTIONS, name) ? DISTRIBUTIONS[name] : undefined;
  if (!distribution) {
    const hint = `there are ${Object.values(DISTRIBUTIONS)
      .map(({ example }) => example)
      .join(', ')}`;
    return about(tree, 'duration', `${quote(tree.value)} is not a delay`, hint);
  }
  const firstMs = limited(first.trim());
  const delay = firstMs === undefined ? undefined : distribution.read(firstMs, second.trim());
  if (delay) return latency(tree, delay);
  const hint = `${name} wants ${distribution.wants}, durations up to 1h: ${distribution.example}`;
  return about(tree, 'duration', `${quote(tree.value)} is not a delay`, hint);
}

function readFixed(tree: Tree, value: string | number): Effect | Finding {
  const ms = parseDuration(value);
  if (ms === undefined)
    return about(
      tree,
      'duration',
      `${quote(value)} is not a delay`,
      durationHint(value, '250ms', { longestMs: LONGEST_MS }),
    );
  if (ms <= LONGEST_MS) return latency(tree, { kind: 'fixed', ms });
  return about(tree, 'duration', `a delay of ${quote(value)} is longer than an hour`, 'write at most 1h');
}

function latency(tree: Tree, delay: Delay): Effect | Finding {
  if (!isNone(delay)) return { kind: 'LATENCY', delay };
  const instead = delay.kind === 'fixed' ? 'at least 0.000001ms' : `for example ${DISTRIBUTIONS[delay.kind]?.example}`;
  return about(tree, 'duration', `a delay of ${quote(tree.value)} is none`, `write ${instead}`);
}

/** Whether no call would ever wait. */
function isNone(delay: Delay): boolean {
  switch (delay.kind) {
    case 'fixed':
      return delay.ms === 0;
    case 'uniform':
      return delay.mostMs === 0;
    case 'normal':
      return delay.meanMs === 0 && delay.deviationMs === 0;
    case 'pareto':
      return delay.scaleMs === 0;
  }
}

function limited(text: string): number | undefined {
  const ms = parseDuration(text);
  return ms !== undefined && ms <= LONGEST_MS ? ms : undefined;
}
