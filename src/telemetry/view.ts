/** A view of the same memory, for typed reads; all integers of the format are little-endian. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The u64 at the offset, or Number.MAX_SAFE_INTEGER where it is more. */
export function readCount(view: DataView, offset: number): number {
  const high = view.getUint32(offset + 4, true);
  return high >= 0x20_0000 ? Number.MAX_SAFE_INTEGER : high * 0x1_0000_0000 + view.getUint32(offset, true);
}

/** Of two counts, at most Number.MAX_SAFE_INTEGER. */
export function addCounts(a: number, b: number): number {
  return Math.min(a + b, Number.MAX_SAFE_INTEGER);
}
