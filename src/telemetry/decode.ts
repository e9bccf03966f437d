import { type DecodedSegment, readCalls } from './calls.ts';
import { HEADER_SIZE, readHeader } from './header.ts';
import { addLanes, addRules, readProcess } from './process.ts';
import { segments } from './segment.ts';
import { slotDecoders } from './slot.ts';
import { stringsOf } from './strings.ts';
import type { ProcessRecord, Telemetry } from './telemetry.ts';
import { addCounts, viewOf } from './view.ts';

/**
 * Decodes a telemetry file (docs/telemetry.md), of which any part may be missing, half-written or overwritten by the program
 * under test: what is not valid is skipped, and an injection that is lost that way counts as dropped. Where all behind the header
 * was cut off, a record is lost. Times are nanoseconds of CLOCK_MONOTONIC; counters beyond Number.MAX_SAFE_INTEGER are that. The result refers to `bytes`, which must not change.
 * Throws TelemetryError when the magic or the version is not known, and nothing else.
 */
export function decodeTelemetry(bytes: Uint8Array): Telemetry {
  const header = readHeader(bytes);
  const view = viewOf(bytes);
  const strings = stringsOf(bytes);
  const processes = new Map<number, ProcessRecord>();
  const decoderOf = slotDecoders(view, strings);
  const decoded: DecodedSegment[] = [];
  for (const segment of segments((offset, length) => bytes.subarray(offset, offset + length), bytes.byteLength)) {
    if (segment.kind === 'process') {
      const record = readProcess(view, segment, strings);
      if (record) processes.set(segment.at, record);
    }
    const process = processes.get(segment.owner);
    if (process) {
      addLanes(view, segment.lanes, process);
      addRules(view, segment.rules, process);
    }
    decoded.push({ segment, decoder: process && decoderOf(process) });
  }
  const { injections, samples, programs, endings, unusable } = readCalls(view, decoded);
  return {
    processes: [...processes.values()],
    injections,
    samples,
    programs,
    endings,
    dropped: addCounts(header.dropped, unusable),
    lost: header.lost || Number(header.next > HEADER_SIZE && bytes.byteLength <= HEADER_SIZE),
  };
}
