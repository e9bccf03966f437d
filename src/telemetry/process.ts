import grammar from '../compile/grammar.json' with { type: 'json' };
import { type Area, LANE_SIZE, RULE_SIZE, type Segment } from './segment.ts';
import type { Strings } from './strings.ts';
import type { ProcessRecord } from './telemetry.ts';
import { addCounts, readCount } from './view.ts';

const RECORD_END = 256;
const FORKED = 1;
const RULES_INVALID = 2;
const WITHOUT_RULES = 4;
const GUESTS = 8;
const URING_REFUSED = 16;
const LANE_COUNTERS = LANE_SIZE / 8;

/** The record of a process segment, without its calls and rules; undefined when it is cut off or names an unknown library. */
export function readProcess(view: DataView, segment: Segment, strings: Strings): ProcessRecord | undefined {
  const { at } = segment;
  if (at + RECORD_END > segment.end) return undefined;
  const number = view.getUint32(at + 96, true);
  const library = grammar.libraries.find((table) => table.number === number)?.name;
  if (library === undefined) return undefined;
  const flags = view.getUint32(at + 108, true);
  const message = strings(view.getUint32(at + 188, true));
  return {
    pid: view.getUint32(at + 64, true),
    parent: view.getUint32(at + 68, true),
    start: view.getBigUint64(at + 72, true),
    time: view.getBigUint64(at + 80, true),
    key: view.getBigUint64(at + 88, true),
    library,
    executable: strings(view.getUint32(at + 100, true)),
    startedAs: strings(view.getUint32(at + 104, true)),
    forked: (flags & FORKED) !== 0,
    rulesInvalid: (flags & RULES_INVALID) !== 0,
    withoutRules: (flags & WITHOUT_RULES) !== 0,
    guests: (flags & GUESTS) !== 0,
    uringRefused: (flags & URING_REFUSED) !== 0,
    image: view.getUint32(at + 176, true),
    token: view.getBigUint64(at + 112, true),
    ...(message ? { message } : {}),
    calls: new Map(),
    rules: new Map(),
  };
}

/** Adds the lanes' counters to the process's calls. */
export function addLanes(view: DataView, lanes: Area, process: ProcessRecord): void {
  const operations = grammar.libraries.find(({ name }) => name === process.library)?.operations ?? [];
  for (let lane = 0; lane < lanes.count; lane++)
    for (const [index, { name }] of operations.slice(0, LANE_COUNTERS).entries()) {
      const calls = readCount(view, lanes.at + lane * LANE_SIZE + index * 8);
      if (calls > 0) process.calls.set(name, addCounts(process.calls.get(name) ?? 0, calls));
    }
}

/** Adds the entries of a rule table to the process's rules. */
export function addRules(view: DataView, rules: Area, process: ProcessRecord): void {
  for (let entry = 0; entry < rules.count; entry++) {
    const at = rules.at + entry * RULE_SIZE;
    const key = view.getBigUint64(at, true);
    if (key === 0n) continue;
    const before = process.rules.get(key);
    process.rules.set(key, {
      matched: addCounts(before?.matched ?? 0, readCount(view, at + 8)),
      injected: addCounts(before?.injected ?? 0, readCount(view, at + 16)),
      addedLatencyNs: addCounts(before?.addedLatencyNs ?? 0, readCount(view, at + 24)),
    });
  }
}
