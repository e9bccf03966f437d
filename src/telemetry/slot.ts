import grammar from '../compile/grammar.json' with { type: 'json' };
import type { Strings } from './strings.ts';
import type { CallRecord, InjectionRecord, ProcessRecord } from './telemetry.ts';
import { readCount } from './view.ts';

const COMMITTED = [undefined, 'injection', 'sample'] as const;
const SHARED = 10_000;

/** Decodes the slots of a telemetry file; `at` is a slot's offset in the file. What many records have in common they share. */
export interface SlotDecoder {
  /** What the slot holds; undefined when it was never completed or says nothing valid. */
  kindOf(at: number, process: ProcessRecord): 'injection' | 'sample' | undefined;
  /** Only for a slot of that kind. */
  injection(at: number, process: ProcessRecord): InjectionRecord;
  /** Only for a slot of that kind. */
  sample(at: number, process: ProcessRecord): CallRecord;
}

export function slotDecoder(view: DataView, strings: Strings): SlotDecoder {
  const bigint = sharedBigints();
  const siteAt = sitesOf(strings);
  const libraryOf = (process: ProcessRecord) => grammar.libraries.find(({ name }) => name === process.library);
  const operationAt = (at: number, process: ProcessRecord) =>
    libraryOf(process)?.operations[view.getUint16(at + 48, true)]?.name;
  const symbolAt = (at: number, process: ProcessRecord) =>
    libraryOf(process)?.symbols[view.getUint16(at + 50, true)]?.name;
  const effectAt = (at: number) => grammar.effects[view.getUint16(at + 52, true)]?.name;

  const sample = (at: number, process: ProcessRecord): CallRecord => ({
    time: view.getBigUint64(at + 8, true),
    pid: process.pid,
    tid: view.getUint32(at + 4, true),
    library: process.library,
    executable: process.executable || process.startedAs,
    operation: operationAt(at, process) ?? '',
    symbol: symbolAt(at, process) ?? '',
    target: strings(view.getUint32(at + 44, true)),
    site: siteAt(view.getUint32(at + 40, true), view.getBigUint64(at + 32, true)),
  });

  return {
    kindOf: (at, process) => {
      const kind = COMMITTED[view.getUint32(at, true)];
      if (!kind || operationAt(at, process) === undefined || symbolAt(at, process) === undefined) return undefined;
      if (kind === 'injection' && (view.getBigUint64(at + 16, true) === 0n || effectAt(at) === undefined))
        return undefined;
      return kind;
    },
    sample,
    injection: (at, process) => ({
      ...sample(at, process),
      rule: bigint(view.getBigUint64(at + 16, true)),
      effect: effectAt(at) ?? '',
      value: bigint(view.getBigInt64(at + 24, true)),
      ordinal: readCount(view, at + 56),
    }),
  };
}

function sitesOf(strings: Strings): (reference: number, offset: bigint) => CallRecord['site'] {
  const known = new Map<number, Map<bigint, NonNullable<CallRecord['site']>>>();
  return (reference, offset) => {
    const module = strings(reference);
    if (!module) return undefined;
    let sites = known.get(reference);
    if (!sites) {
      sites = new Map();
      known.set(reference, sites);
    }
    let site = sites.get(offset);
    if (!site) {
      site = { module, offset };
      if (sites.size < SHARED) sites.set(offset, site);
    }
    return site;
  };
}

function sharedBigints(): (value: bigint) => bigint {
  const known = new Map<bigint, bigint>();
  return (value) => {
    const shared = known.get(value);
    if (shared !== undefined) return shared;
    if (known.size < SHARED) known.set(value, value);
    return value;
  };
}
