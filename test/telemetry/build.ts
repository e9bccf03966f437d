import grammar from '../../src/compile/grammar.json' with { type: 'json' };
import { HEADER_SIZE } from '../../src/telemetry/header.ts';
import { LANE_SIZE, RULE_SIZE, SLOT_SIZE, UNIT } from '../../src/telemetry/segment.ts';
import type { InjectionRecord, ProcessRecord, RuleCounts } from '../../src/telemetry/telemetry.ts';

/** A slot to write: what it says, else an injection when it names a rule, else a sample. */
export interface Slot extends Partial<Omit<InjectionRecord, 'pid' | 'library' | 'executable'>> {
  kind?: 'program' | 'ending' | 'withdrawn';
  operation: string;
  /** Of a program, in place of the ordinal. */
  detail?: string;
  uncommitted?: boolean;
}

export interface Segment extends Partial<Omit<ProcessRecord, 'calls' | 'rules' | 'message'>> {
  /** Makes it an overflow segment of the segment with this index. */
  overflowOf?: number;
  message?: string;
  lanes?: Record<string, number | bigint>[];
  rules?: [bigint, RuleCounts][];
  slots?: Slot[];
  /** Slots that were claimed, where that is not the number of slots. */
  claimed?: number;
}

export interface File {
  dropped?: bigint;
  lost?: bigint;
  segments: Segment[];
}

/** Writes a telemetry file as the libraries do; returns it with the offsets of its segments. */
export function buildTelemetry(file: File): { bytes: Uint8Array; offsets: number[] } {
  const header = Buffer.alloc(HEADER_SIZE);
  header.write('CHAOSTEL', 0, 'latin1');
  header.writeUInt32LE(1, 8);
  header.writeUInt32LE(HEADER_SIZE, 12);
  header.writeBigUInt64LE(file.dropped ?? 0n, 24);
  header.writeBigUInt64LE(file.lost ?? 0n, 32);
  const parts: Buffer[] = [header];
  const offsets: number[] = [];
  let at = HEADER_SIZE;
  for (const segment of file.segments) {
    const part = buildSegment(segment, at, offsets[segment.overflowOf ?? -1] ?? at);
    offsets.push(at);
    parts.push(part);
    at += part.length;
  }
  header.writeBigUInt64LE(BigInt(at), 16);
  return { bytes: Buffer.concat(parts), offsets };
}

function buildSegment(segment: Segment, at: number, owner: number): Buffer {
  const lanes = segment.lanes ?? [];
  const rules = segment.rules ?? [];
  const slots = segment.slots ?? [];
  const lanesAt = 256;
  const rulesAt = lanesAt + lanes.length * LANE_SIZE;
  const slotsAt = rulesAt + (rules.length + 1) * RULE_SIZE;
  const stringsAt = slotsAt + slots.length * SLOT_SIZE;
  const strings = stringArea(at + stringsAt);
  const library = grammar.libraries.find(({ name }) => name === (segment.library ?? 'io'));
  const head = Buffer.alloc(stringsAt);

  head.write('HCGS', 0, 'latin1');
  head.writeUInt32LE(segment.overflowOf === undefined ? 1 : 2, 8);
  head.writeUInt32LE(owner / UNIT, 12);
  head.writeUInt32LE(lanes.length ? lanesAt : 0, 16);
  head.writeUInt32LE(lanes.length, 20);
  head.writeUInt32LE(rulesAt, 24);
  head.writeUInt32LE(rules.length + 1, 28);
  head.writeUInt32LE(slotsAt, 32);
  head.writeUInt32LE(slots.length, 36);
  head.writeUInt32LE(segment.claimed ?? slots.length, 40);
  head.writeBigUInt64LE(BigInt(at), 56);

  head.writeUInt32LE(segment.pid ?? 100, 64);
  head.writeUInt32LE(segment.parent ?? 1, 68);
  head.writeBigUInt64LE(segment.start ?? 0n, 72);
  head.writeBigUInt64LE(segment.time ?? 0n, 80);
  head.writeBigUInt64LE(segment.key ?? 0n, 88);
  head.writeUInt32LE(library?.number ?? 99, 96);
  head.writeUInt32LE(strings.add(segment.executable), 100);
  head.writeUInt32LE(strings.add(segment.startedAs), 104);
  const flags = [segment.forked, segment.rulesInvalid, segment.withoutRules, segment.guests, segment.uringRefused];
  head.writeUInt32LE(
    flags.reduce((sum, flag, bit) => sum | (flag ? 1 << bit : 0), 0),
    108,
  );
  head.writeBigUInt64LE(segment.token ?? 0n, 112);
  head.writeUInt32LE(segment.image ?? 0, 176);
  head.writeUInt32LE(strings.add(segment.message), 188);

  for (const [index, lane] of lanes.entries())
    for (const [operation, calls] of Object.entries(lane)) {
      const column = library?.operations.findIndex(({ name }) => name === operation) ?? 0;
      head.writeBigUInt64LE(BigInt(calls), lanesAt + index * LANE_SIZE + column * 8);
    }
  for (const [index, [key, counts]] of rules.entries()) {
    const entry = rulesAt + (index + 1) * RULE_SIZE; // the first entry stays free
    head.writeBigUInt64LE(key, entry);
    head.writeBigUInt64LE(BigInt(counts.matched), entry + 8);
    head.writeBigUInt64LE(BigInt(counts.injected), entry + 16);
    head.writeBigUInt64LE(BigInt(counts.addedLatencyNs), entry + 24);
  }
  for (const [index, slot] of slots.entries()) {
    const entry = slotsAt + index * SLOT_SIZE;
    const kind = slot.kind
      ? 3 + ['program', 'ending', 'withdrawn'].indexOf(slot.kind)
      : slot.rule === undefined
        ? 2
        : 1;
    head.writeUInt32LE(slot.uncommitted ? 0 : kind, entry);
    head.writeUInt32LE(slot.tid ?? segment.pid ?? 100, entry + 4);
    head.writeBigUInt64LE(slot.time ?? 0n, entry + 8);
    head.writeBigUInt64LE(slot.rule ?? 0n, entry + 16);
    head.writeBigInt64LE(slot.value ?? 0n, entry + 24);
    head.writeBigUInt64LE(slot.site?.offset ?? 0n, entry + 32);
    head.writeUInt32LE(strings.add(slot.site?.module), entry + 40);
    head.writeUInt32LE(strings.add(slot.target), entry + 44);
    head.writeUInt16LE(indexOf(library?.operations, slot.operation), entry + 48);
    head.writeUInt16LE(indexOf(library?.symbols, slot.symbol ?? slot.operation), entry + 50);
    head.writeUInt16LE(indexOf(grammar.effects, slot.effect ?? 'ERRNO'), entry + 52);
    head.writeBigUInt64LE(BigInt(slot.detail ? strings.add(slot.detail) : (slot.ordinal ?? 1)), entry + 56);
  }

  const area = strings.bytes();
  const size = Math.ceil((stringsAt + area.length) / UNIT) * UNIT;
  head.writeUInt32LE(size, 4);
  head.writeUInt32LE(stringsAt, 44);
  head.writeUInt32LE(area.length, 48);
  head.writeUInt32LE(area.length, 52);
  return Buffer.concat([head, area], size);
}

function indexOf(rows: { name: string }[] | undefined, name: string): number {
  const index = rows?.findIndex((row) => row.name === name) ?? -1;
  return index === -1 ? 0xffff : index;
}

/** A string area at an offset of the file; `add` returns the reference of a string, which it writes once. A latin1 string gives any bytes. */
function stringArea(at: number): { add(text: string | undefined): number; bytes(): Buffer } {
  const known = new Map<string, number>();
  const parts: Buffer[] = [];
  let next = at;
  return {
    add(text) {
      if (!text) return 0;
      const seen = known.get(text);
      if (seen !== undefined) return seen;
      const bytes = text.startsWith('bytes:') ? Buffer.from(text.slice(6), 'latin1') : Buffer.from(text);
      const part = Buffer.alloc(Math.ceil((4 + bytes.length) / 8) * 8);
      part.writeUInt32LE(bytes.length, 0);
      bytes.copy(part, 4);
      parts.push(part);
      const reference = next / 8;
      known.set(text, reference);
      next += part.length;
      return reference;
    },
    bytes: () => Buffer.concat(parts),
  };
}
