import grammar from '../compile/grammar.json' with { type: 'json' };
import type { Strings } from './strings.ts';
import {
  type CallRecord,
  COVERS,
  type EndingRecord,
  type InjectionRecord,
  type ProcessRecord,
  type ProgramRecord,
} from './telemetry.ts';
import { readCount } from './view.ts';

const COMMITTED = [undefined, 'injection', 'sample', 'program', 'ending', 'withdrawn'] as const;
const SHARED = 10_000;

/** Decodes the slots of one process; `at` is a slot's offset in the file. */
export interface SlotDecoder {
  /** What the slot holds; undefined when it was never completed or says nothing valid. */
  kindOf(at: number): (typeof COMMITTED)[number];
  /** Only for a slot of that kind. */
  injection(at: number): InjectionRecord;
  /** Only for a slot of that kind. */
  sample(at: number): CallRecord;
  /** Only for a slot of that kind. */
  program(at: number): ProgramRecord;
  /** Only for a slot of that kind. */
  ending(at: number): EndingRecord;
}

/** Makes the slot decoders of a telemetry file's processes. What many records have in common they share. */
export function slotDecoders(view: DataView, strings: Strings): (process: ProcessRecord) => SlotDecoder {
  const bigint = sharedBigints();
  const siteAt = sitesOf(strings);
  const effectAt = (at: number) => grammar.effects[view.getUint16(at + 52, true)]?.name;

  return ({ pid, library, executable, startedAs }) => {
    const { operations = [], symbols = [] } = grammar.libraries.find(({ name }) => name === library) ?? {};
    const operationAt = (at: number) => operations[view.getUint16(at + 48, true)]?.name;
    const symbolAt = (at: number) => symbols[view.getUint16(at + 50, true)]?.name;

    const sample = (at: number): CallRecord => ({
      time: view.getBigUint64(at + 8, true),
      pid,
      tid: view.getUint32(at + 4, true),
      library,
      executable: executable || startedAs,
      operation: operationAt(at) ?? '',
      symbol: symbolAt(at) ?? '',
      target: strings(view.getUint32(at + 44, true)),
      site: siteAt(view.getUint32(at + 40, true), view.getBigUint64(at + 32, true)),
    });
    // Written out in full: made by spreading a sample, a million of them take ten times as long on Node 20.
    const injection = (at: number): InjectionRecord => ({
      time: view.getBigUint64(at + 8, true),
      pid,
      tid: view.getUint32(at + 4, true),
      library,
      executable: executable || startedAs,
      operation: operationAt(at) ?? '',
      symbol: symbolAt(at) ?? '',
      target: strings(view.getUint32(at + 44, true)),
      site: siteAt(view.getUint32(at + 40, true), view.getBigUint64(at + 32, true)),
      rule: bigint(view.getBigUint64(at + 16, true)),
      effect: effectAt(at) ?? '',
      value: bigint(view.getBigInt64(at + 24, true)),
      ordinal: readCount(view, at + 56),
    });
    const coverAt = (at: number) => COVERS[Number(view.getBigInt64(at + 24, true))];
    const program = (at: number): ProgramRecord => ({
      time: view.getBigUint64(at + 8, true),
      pid: view.getUint32(at + 4, true),
      starter: pid,
      path: strings(view.getUint32(at + 44, true)),
      detail: strings(view.getUint32(at + 56, true)),
      cover: coverAt(at) ?? 'unknown',
    });
    const ending = (at: number): EndingRecord => ({
      time: view.getBigUint64(at + 8, true),
      pid: view.getUint32(at + 4, true),
      parent: pid,
      ...endOf(view.getUint32(at + 24, true)),
    });
    const kindOf = (at: number) => {
      const kind = COMMITTED[view.getUint32(at, true)];
      // What loads an object past the libraries is no operation.
      if (kind === 'program') return kind;
      if (!kind || operationAt(at) === undefined || symbolAt(at) === undefined) return undefined;
      if (kind !== 'injection') return kind;
      return view.getBigUint64(at + 16, true) === 0n || effectAt(at) === undefined ? undefined : kind;
    };
    return { kindOf, injection, sample, program, ending };
  };
}

/** What a wait status says: its low seven bits are a signal, or 0 and the next eight an exit code. */
function endOf(status: number): Pick<EndingRecord, 'exitCode' | 'signal'> {
  const signal = status & 0x7f;
  return signal === 0 ? { exitCode: (status >> 8) & 0xff, signal: null } : { exitCode: null, signal };
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
