import { type Segment, SLOT_SIZE } from './segment.ts';
import type { SlotDecoder } from './slot.ts';
import type { CallRecord, InjectionRecord, ProcessRecord, Records } from './telemetry.ts';

const ALIGNMENT = 8;

interface Calls {
  injections: Records<InjectionRecord>;
  samples: CallRecord[];
  /** Slots of injections that say nothing valid, and slots that were claimed and never completed. */
  unusable: number;
}

/**
 * The calls in the slots of the segments. There may be millions of injections: what is kept of one is where its slot lies,
 * and it is decoded each time that somebody asks for it.
 */
export function readCalls(
  view: DataView,
  segments: { segment: Segment; process: ProcessRecord | undefined }[],
  decoder: SlotDecoder,
): Calls {
  const claimed = segments.reduce((sum, { segment }) => sum + segment.slots.count, 0);
  const positions = new Uint32Array(claimed);
  const owners = new Uint32Array(claimed);
  const times = new Float64Array(claimed);
  const base = segments[0]?.process?.time ?? 0n;
  const samples: CallRecord[] = [];
  let found = 0;
  let unusable = 0;
  for (const [owner, { segment, process }] of segments.entries())
    for (let slot = 0; slot < segment.slots.count; slot++) {
      const at = segment.slots.at + slot * SLOT_SIZE;
      const kind = process && decoder.kindOf(at, process);
      if (kind === 'sample') samples.push(decoder.sample(at, process as ProcessRecord));
      else if (kind === undefined) unusable++;
      else {
        positions[found] = at / ALIGNMENT;
        owners[found] = owner;
        times[found] = Number(view.getBigUint64(at + 8, true) - base);
        found++;
      }
    }

  const order = orderOf(times.subarray(0, found));
  function* injections(): Generator<InjectionRecord> {
    for (const index of order) {
      const process = segments[owners[index] as number]?.process as ProcessRecord;
      yield decoder.injection((positions[index] as number) * ALIGNMENT, process);
    }
  }
  return { injections: { length: found, [Symbol.iterator]: injections }, samples, unusable };
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
