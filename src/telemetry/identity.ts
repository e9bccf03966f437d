import { HEADER_FIELDS_SIZE, readHeader } from './header.ts';
import { type Reader, segments } from './segment.ts';
import { viewOf } from './view.ts';

/** Which process it is, also where another one has got its number later. */
export interface Identity {
  pid: number;
  /** Clock ticks since boot. */
  start: bigint;
}

/**
 * The processes of a run so far, each once, without reading more of its telemetry file than headers. Those whose start is
 * not known are left out. `read` gives bytes of the file, fewer where it ends; `size` is its length in bytes.
 * Throws TelemetryError when the magic or the version is not known.
 */
export function identities(read: Reader, size: number): Identity[] {
  readHeader(read(0, HEADER_FIELDS_SIZE));
  const found = new Map<string, Identity>();
  for (const { kind, at } of segments(read, size)) {
    const fields = viewOf(read(at + 64, 16));
    if (kind !== 'process' || fields.byteLength < 16) continue;
    const pid = fields.getUint32(0, true);
    const start = fields.getBigUint64(8, true);
    if (start !== 0n) found.set(`${pid} ${start}`, { pid, start });
  }
  return [...found.values()];
}
