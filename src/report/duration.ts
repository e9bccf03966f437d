/** Milliseconds as people read them: `0.25 ms`, `3.2 ms`, `830 ms`, `7.2 s`, `3 min 05 s`, `1 h 02 min`. */
export function readableDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${Number(milliseconds.toFixed(milliseconds < 1 ? 2 : 1))} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${Number((milliseconds / 1000).toFixed(1))} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** Nanoseconds as milliseconds, whole microseconds of them. */
export function milliseconds(nanoseconds: bigint): number {
  return Number(nanoseconds / 1000n) / 1000;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}
