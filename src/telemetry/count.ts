import { HEADER_FIELDS_SIZE, readHeader } from './header.ts';
import { type Reader, RULE_SIZE, segments } from './segment.ts';
import { addCounts, readCount, viewOf } from './view.ts';

/**
 * How many faults a run has injected so far, without reading more of its telemetry file than headers and rule tables.
 * `read` gives bytes of the file, fewer where it ends; `size` is its length in bytes.
 * Throws TelemetryError when the magic or the version is not known.
 */
export function countInjections(read: Reader, size: number): number {
  readHeader(read(0, HEADER_FIELDS_SIZE));
  let injected = 0;
  for (const { rules } of segments(read, size)) {
    const table = viewOf(read(rules.at, rules.count * RULE_SIZE));
    for (let at = 0; at + RULE_SIZE <= table.byteLength; at += RULE_SIZE)
      if (table.getBigUint64(at, true) !== 0n) injected = addCounts(injected, readCount(table, at + 16));
  }
  return injected;
}
