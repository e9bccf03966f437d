/** As large as a run's telemetry may become, in bytes: about three million injections. */
export const TELEMETRY_LIMIT_BYTES = 256 * 1024 * 1024;

/** Size of the control file, in bytes. */
const CONTROL_BYTES = 1024 * 1024;

/** Programs get no libraries back (c/core/control.c). */
const DOES_NOT_FOLLOW = 1n;

/** The control file of a run (docs/telemetry.md): its seed and, in nanoseconds of CLOCK_MONOTONIC, when it started. */
export function encodeControl(seed: number, startedNs: bigint, follow = true): Buffer {
  const page = Buffer.alloc(CONTROL_BYTES);
  page.write('CHAOSCTL', 0, 'latin1');
  page.writeUInt32LE(1, 8);
  page.writeUInt32LE(1, 12);
  page.writeBigUInt64LE(BigInt(seed), 16);
  page.writeBigUInt64LE(startedNs, 24);
  page.writeBigUInt64LE(BigInt(TELEMETRY_LIMIT_BYTES), 32);
  page.writeBigUInt64LE(follow ? 0n : DOES_NOT_FOLLOW, 40);
  return page;
}
