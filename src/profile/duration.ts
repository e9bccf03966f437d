const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a duration: `250ms`, `1.5s`, `2m`, `1h`, `30d`, or a bare number of milliseconds. Rounded to whole nanoseconds.
 * Undefined when it is none.
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 && Number.isFinite(value) ? wholeNanoseconds(value) : undefined;
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(value) : null;
  if (!match) return undefined;
  const ms = Number(match[1]) * (UNIT_MS[match[2] ?? 'ms'] ?? 1);
  return Number.isFinite(ms) ? wholeNanoseconds(ms) : undefined;
}

/** What the user may have meant by a text that is no duration, behind the sign that stood before it. */
export function durationHint(
  value: unknown,
  example: string,
  { longestMs = Number.POSITIVE_INFINITY, sign = '' } = {},
): string {
  const match = typeof value === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*([a-zµ]*)\s*$/i.exec(value) : null;
  const unit = SPELLINGS.find(({ spelling }) => spelling.test(match?.[2] ?? ''));
  const meant = match && unit ? `${Number((Number(match[1]) * unit.factor).toPrecision(12))}${unit.unit}` : undefined;
  const ms = parseDuration(meant);
  if (ms !== undefined && ms > longestMs) return `write at most ${longestMs / 3_600_000}h`;
  if (ms !== undefined) return `did you mean ${sign}${meant}?`;
  return `write for example ${example} (units are ms, s, m, h and d)`;
}

const SPELLINGS = [
  { spelling: /^(ms|msecs?|millis?|milliseconds?)$/i, factor: 1, unit: 'ms' },
  { spelling: /^(s|secs?|seconds?)$/i, factor: 1, unit: 's' },
  { spelling: /^(m|mins?|minutes?)$/i, factor: 1, unit: 'm' },
  { spelling: /^(h|hrs?|hours?)$/i, factor: 1, unit: 'h' },
  { spelling: /^(d|days?)$/i, factor: 1, unit: 'd' },
  { spelling: /^(us|µs|usecs?|microseconds?)$/i, factor: 0.001, unit: 'ms' },
  { spelling: /^(ns|nsecs?|nanoseconds?)$/i, factor: 0.000001, unit: 'ms' },
];

function wholeNanoseconds(ms: number): number {
  return ms < 1e9 ? Math.round(ms * 1e6) / 1e6 : ms;
}
