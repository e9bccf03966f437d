import type { RuleText } from '../compile/compile.ts';
import { ruleKey } from '../compile/key.ts';
import { errnoOf } from '../profile/errno.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { addCounts } from '../telemetry/view.ts';
import { blindSpots } from './blind-spots.ts';
import { coverage } from './coverage.ts';
import { type GateInput, gate } from './gate.ts';
import { injectionItems } from './injections.ts';
import { operationReports } from './operations.ts';
import { processReports } from './processes.ts';
import type { BlindSpot, Outcome, Report, RuleReport } from './report.ts';
import { ruleReports } from './rules.ts';

export interface CollectInput extends GateInput {
  ruleTexts: RuleText[];
  seed: number;
  timeoutMs: number;
  cell: Report['cell'];
  /** As the user wrote it. */
  command: string[];
  target: Report['target'];
  outcome: Outcome;
  /** What was known beforehand. */
  blindSpots: BlindSpot[];
}

/** How many injections are not listed: a process that is killed may have counted one, and had no time for its record. */
function missing(rules: readonly RuleReport[], listed: number, telemetry: Telemetry | null): number {
  const injected = rules.reduce((sum, rule) => addCounts(sum, rule.injected), 0);
  return Math.max(telemetry?.dropped ?? 0, injected - listed);
}

/** The report of a run, its verdict included. Never throws. */
export function collect(input: CollectInput): Report {
  const { profile, telemetry, outcome, commandPid, target } = input;
  const processes = telemetry?.processes ?? [];
  const rules = new Map(
    profile.rules.map((rule) => [
      ruleKey(rule.id),
      { id: rule.id, errno: errnoOf(rule), linked: input.linked.get(rule.selector) },
    ]),
  );
  const items = injectionItems(telemetry?.injections ?? [], input.runStart, rules);
  const fired = ruleReports(profile.rules, input.ruleTexts, processes, items);
  const expected = { libraries: input.ruleTexts.map(({ library }) => library), bypasses: input.bypasses };
  const root = target === 'children' || commandPid === null ? null : { pid: commandPid, exe: input.command[0] ?? '' };
  const facts: Omit<Report, 'gate'> = {
    schemaVersion: 1,
    profile: { name: profile.name, path: profile.path, sha256: profile.sha256, piped: profile.piped ?? false },
    seed: input.seed,
    timeoutMs: input.timeoutMs,
    cell: input.cell,
    command: input.command,
    target,
    outcome,
    rules: fired,
    operations: operationReports(processes, items),
    processes: processReports(processes, telemetry?.endings ?? [], telemetry?.programs ?? [], commandPid, outcome),
    blindSpots: blindSpots(input.blindSpots, telemetry, root, expected),
    injections: { recorded: items.length, dropped: missing(fired, items.length, telemetry), items },
    coverage: coverage(items, telemetry?.samples ?? []),
  };
  return { ...facts, gate: gate(facts, input) };
}
