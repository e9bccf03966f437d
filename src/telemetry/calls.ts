import { type Segment, SLOT_SIZE } from './segment.ts';
import type { SlotDecoder } from './slot.ts';
import type { CallRecord, EndingRecord, InjectionRecord, ProgramRecord, Records } from './telemetry.ts';

const ALIGNMENT = 8;

/** A segment and, when its process is known, how to decode its slots. */
export interface DecodedSegment {
  segment: Segment;
  decoder: SlotDecoder | undefined;
}

interface Calls {
  injections: Records<InjectionRecord>;
  samples: CallRecord[];
  programs: ProgramRecord[];
  endings: EndingRecord[];
  /** Slots of injections that say nothing valid, and slots that were claimed and never completed. */
  unusable: number;
}

/**
 * The calls in the slots of the segments. There may be millions of injections: what is kept of one is where its slot lies,
 * and it is decoded each time that somebody asks for it.
 */
export function readCalls(view: DataView, segments: DecodedSegment[]): Calls {
  const claimed = segments.reduce((sum, { segment }) => sum + segment.slots.count, 0);
  const positions = new Uint32Array(claimed);
  const owners = new Uint32Array(claimed);
  const times = new Float64Array(claimed);
  const samples: CallRecord[] = [];
  const programs: ProgramRecord[] = [];
  const endings: EndingRecord[] = [];
  let found = 0;
  let unusable = 0;
  let base: bigint | undefined;
  for (const [owner, { segment, decoder }] of segments.entries())
    for (let slot = 0; slot < segment.slots.count; slot++) {
      const at = segment.slots.at + slot * SLOT_SIZE;
      const kind = decoder?.kindOf(at);
      if (!decoder || !kind) unusable++;
      else if (kind === 'sample') samples.push(decoder.sample(at));
      else if (kind === 'program') programs.push(decoder.program(at));
      else if (kind === 'ending') endings.push(decoder.ending(at));
      else if (kind === 'injection') {
        positions[found] = at / ALIGNMENT;
        owners[found] = owner;
        const time = view.getBigUint64(at + 8, true);
        base ??= time;
        times[found] = Number(time - base);
        found++;
      }
    }

  const order = orderOf(times.subarray(0, found));
  function* injections(): Generator<InjectionRecord> {
    for (const index of order) {
      const decoder = segments[owners[index] as number]?.decoder;
      if (decoder) yield decoder.injection((positions[index] as number) * ALIGNMENT);
    }
  }
  return { injections: { length: found, [Symbol.iterator]: injections }, samples, programs, endings, unusable };
}

/** The indices of the numbers in ascending order; equal ones stay as they are. */
function orderOf(numbers: Float64Array): Uint32Array {
  const order = new Uint32Array(numbers.length);
  let sorted = true;
  for (let index = 0; index < order.length; index++) {
    order[index] = index;
    if (index > 0 && (numbers[index - 1] as number) > (numbers[index] as number)) sorted = false;
  }
  return sorted ? order : order.sort((a, b) => (numbers[a] as number) - (numbers[b] as number) || a - b);
}
