import { HEADER_SIZE } from './header.ts';
import { viewOf } from './view.ts';

/** Bytes of the file from an offset: fewer than asked for, or none, where the file ends. */
export type Reader = (offset: number, length: number) => Uint8Array;

export const UNIT = 4096;
export const LANE_SIZE = 128;
export const RULE_SIZE = 32;
export const SLOT_SIZE = 64;

const COMMIT = 0x5347_4348; // "HCGS"
const SEGMENT_HEADER_SIZE = 64;
const KINDS = ['process', 'overflow'] as const;

/** Entries of one size, all of them inside the segment and the file. `at` is an offset in the file. */
export interface Area {
  at: number;
  count: number;
}

export interface Segment {
  kind: (typeof KINDS)[number];
  /** Offsets in the file, of this segment, of its end and of the process segment that it belongs to. */
  at: number;
  end: number;
  owner: number;
  lanes: Area;
  rules: Area;
  /** Only those that were claimed. */
  slots: Area;
}

/**
 * The valid segments of a file of `size` bytes, in file order. Where there is none, because its claimer got no disk space
 * or something wrote over its header, the search goes on at the next page.
 */
export function* segments(read: Reader, size: number): Generator<Segment> {
  let at = HEADER_SIZE;
  while (at + SEGMENT_HEADER_SIZE <= size) {
    const segment = readSegment(viewOf(read(at, SEGMENT_HEADER_SIZE)), at, size);
    if (segment) yield segment.fields;
    at += segment?.size ?? UNIT;
  }
}

function readSegment(view: DataView, at: number, fileSize: number): { fields: Segment; size: number } | undefined {
  if (view.byteLength < SEGMENT_HEADER_SIZE || view.getUint32(0, true) !== COMMIT) return undefined;
  const size = view.getUint32(4, true);
  const kind = KINDS[view.getUint32(8, true) - 1];
  if (!kind || size < UNIT || size % UNIT !== 0 || view.getBigUint64(56, true) !== BigInt(at)) return undefined;
  const end = Math.min(at + size, fileSize);
  const area = (field: number, count: number, entrySize: number): Area => {
    const offset = view.getUint32(field, true);
    if (offset < SEGMENT_HEADER_SIZE || offset % 8 !== 0 || at + offset >= end) return { at: end, count: 0 };
    return { at: at + offset, count: Math.min(count, Math.floor((end - at - offset) / entrySize)) };
  };
  const claimed = Math.min(view.getUint32(36, true), view.getUint32(40, true));
  const fields: Segment = {
    kind,
    at,
    end,
    owner: kind === 'process' ? at : view.getUint32(12, true) * UNIT,
    lanes: area(16, view.getUint32(20, true), LANE_SIZE),
    rules: area(24, view.getUint32(28, true), RULE_SIZE),
    slots: area(32, claimed, SLOT_SIZE),
  };
  return { fields, size };
}
