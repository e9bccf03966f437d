import { TelemetryError } from './error.ts';
import { readCount, viewOf } from './view.ts';

/** Bytes before the first segment. */
export const HEADER_SIZE = 524_288;
/** Enough of the header for readHeader. */
export const HEADER_FIELDS_SIZE = 64;

const MAGIC = 0x4c45_5453_4f41_4843n; // "CHAOSTEL"
const VERSION = 1;

export interface Header {
  /** How long the file has to be for all that was claimed in it. */
  next: number;
  dropped: number;
  lost: number;
}

/** A telemetry file in which nothing is recorded yet: the header alone. */
export function emptyTelemetry(): Uint8Array {
  const bytes = new Uint8Array(HEADER_SIZE);
  const view = viewOf(bytes);
  view.setBigUint64(0, MAGIC, true);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, HEADER_SIZE, true);
  view.setBigUint64(16, BigInt(HEADER_SIZE), true);
  return bytes;
}

/**
 * Reads the first HEADER_FIELDS_SIZE bytes of a telemetry file; what is missing of them counts as zero.
 * Throws TelemetryError when the magic or the version is not the one that docs/telemetry.md describes.
 */
export function readHeader(bytes: Uint8Array): Header {
  const fields = new Uint8Array(HEADER_FIELDS_SIZE);
  fields.set(bytes.subarray(0, HEADER_FIELDS_SIZE));
  const view = viewOf(fields);
  if (view.getBigUint64(0, true) !== MAGIC)
    throw new TelemetryError('not a telemetry file: it does not begin with CHAOSTEL; name the file that a run wrote');
  const version = view.getUint32(8, true);
  if (version !== VERSION)
    throw new TelemetryError(
      `telemetry format ${version} is not known, only ${VERSION}; read it with the version of chaos that wrote it`,
    );
  return { next: readCount(view, 16), dropped: readCount(view, 24), lost: readCount(view, 32) };
}
