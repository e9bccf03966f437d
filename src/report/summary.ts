import { crashes, howItCrashed } from './crashes.ts';
import { declared } from './declared.ts';
import { readableDuration } from './duration.ts';
import { describeGroup, fairShare, groupInjections, type InjectionGroup } from './groups.ts';
import { code, details, fenced, list, literal, table } from './markdown.ts';
import { programName, programNames } from './names.ts';
import { cutEnd } from './printable.ts';
import type { Report } from './report.ts';
import { commandLine, replayCommand } from './shell.ts';
import { andMore, counted, ending, injectedByRules, noneListed, withSeparators } from './words.ts';

/** GitHub takes a summary of 1 MiB; together these stay below 900 KiB with what stands around them. */
const LIMITS = {
  rules: { lines: 200, bytes: 150_000 },
  groups: { lines: 200, bytes: 250_000 },
  operations: { lines: 200, bytes: 30_000 },
  processes: { lines: 200, bytes: 120_000 },
  blindSpots: { lines: 50, bytes: 80_000 },
  crashes: { lines: 20, bytes: 20_000 },
  reasons: { lines: 50, bytes: 120_000 },
} as const;
const FIRST_GROUPS = 10;
const LONGEST_COMMAND = 20_000;
const LONGEST_REASON = 2_000;

/** A report as the summary of a job on GitHub, in Markdown; less than 900 KiB, whatever is in the report. */
export function renderSummary(report: Report): string {
  const parts = [
    heading(report),
    crashed(report),
    reasons(report),
    rules(report),
    ...happened(report),
    blindSpots(report),
    replay(report),
    operations(report),
    processes(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function heading(report: Report): string {
  const { gate, profile, seed, cell, outcome, command } = report;
  const mark = gate.verdict === 'pass' ? '✅ chaos: passed' : '❌ chaos: failed';
  const facts = [`seed ${code(String(seed))}`, injectedByRules(report)];
  if (cell) facts.push(`${cell.libc}-${cell.arch}`);
  const text = cutEnd(commandLine(command), 200);
  return `## ${mark} — ${literal(cutEnd(profile.name, 200))}\n\n${code(text)} **${ending(outcome)}** · ${facts.join(' · ')}`;
}

function crashed(report: Report): string {
  const items = crashes(report).map(
    (crash) =>
      `💥 crashed: ${code(programName(crash.exe, crash.startedAs, crash.exe)) || 'unknown'} of ${howItCrashed(crash)}`,
  );
  return items.length === 0 ? '' : list(items, LIMITS.crashes);
}

function reasons({ gate }: Report): string {
  const item = (mark: string) => (text: string) => `${mark} ${literal(cutEnd(text, LONGEST_REASON))}`;
  const items = [...gate.reasons.map(item('❌')), ...gate.warnings.map(item('⚠️'))];
  return items.length === 0 ? '' : list(items, LIMITS.reasons);
}

function rules(report: Report): string {
  const rows = report.rules.slice(0, LIMITS.rules.lines).map((rule) => {
    const { operation, where, what, when } = declared(rule);
    return [
      code(rule.id),
      `${code(operation)} ${code(where)}`,
      code(what),
      code(when),
      withSeparators(rule.matched),
      withSeparators(rule.injected),
      rule.addedLatencyMs > 0 ? readableDuration(rule.addedLatencyMs) : '',
    ];
  });
  const heads = ['rule', 'where', 'fault', 'when', 'matched:', 'injected:', 'latency:'];
  return `### Declared\n\n${table(heads, rows, LIMITS.rules, report.rules.length)}`;
}

function happened({ injections, processes }: Report): string[] {
  const nameOf = programNames(processes);
  const groupRow = (group: InjectionGroup) => rowOf(group, nameOf(group.first));
  const { groups, others } = groupInjections(injections.items, LIMITS.groups.lines, nameOf);
  if (groups.length === 0) return [`### Happened\n\n${noneListed(injections).replace(/^n/, 'N')}.`];
  const heads = ['×:', 'first at:', 'fault', 'operation', 'on', 'in', 'call site', 'rule'];
  const shown = fairShare(groups, FIRST_GROUPS);
  const first = table(heads, shown.map(groupRow), { ...LIMITS.groups, bytes: 50_000 });
  const inFirst = new Set(shown);
  const rest = groups.filter((group) => !inFirst.has(group));
  const left = others === 0 ? '' : `\n\n… and ${counted(others, 'more fault')}, in report.json`;
  return [
    `### Happened\n\n${first}`,
    rest.length === 0
      ? left.trim()
      : details(
          `${counted(rest.length, 'more kind')} of fault`,
          table(heads, rest.map(groupRow), LIMITS.groups) + left,
        ),
  ];
}

function rowOf(group: InjectionGroup, program: string): string[] {
  const { first, count, pids } = group;
  return [
    withSeparators(count),
    readableDuration(first.ms),
    code(describeGroup(group)),
    code(`${first.library}.${first.operation}`),
    first.target === '' ? 'unknown' : code(first.target),
    `${code(program)} (${first.pid}${andMore(pids.size - 1)})`,
    `${code(first.symbol)} ${first.site === '' ? '' : `at ${code(first.site)}`}`.trim(),
    code(first.rule),
  ];
}

function blindSpots(report: Report): string {
  if (report.blindSpots.length === 0) return '';
  const rows = report.blindSpots
    .slice(0, LIMITS.blindSpots.lines)
    .map(({ exe, pid, reason, detail }) => [
      code(exe),
      pid === null ? '' : String(pid),
      reason,
      literal(cutEnd(detail, LONGEST_REASON)),
    ]);
  return `### Not covered\n\n${table(['program', 'process:', 'why', ''], rows, LIMITS.blindSpots, report.blindSpots.length)}`;
}

function replay(report: Report): string {
  const command = replayCommand(report);
  const shell = command.includes(" $'") ? 'bash' : 'sh';
  const text =
    command.length <= LONGEST_COMMAND ? command : '# the command is too long for this page; report.json has it';
  return `### Replay\n\n${fenced(text, report.target === 'children' ? 'yaml' : shell)}`;
}

function operations({ operations }: Report): string {
  if (operations.length === 0) return '';
  const rows = operations.map(({ library, operation, calls, injected }) => [
    code(`${library}.${operation}`),
    withSeparators(calls),
    withSeparators(injected),
  ]);
  return details(
    `${counted(operations.length, 'operation')} seen`,
    table(['operation', 'calls:', 'faults:'], rows, LIMITS.operations),
  );
}

function processes({ processes }: Report): string {
  if (processes.length === 0) return '';
  const rows = processes
    .slice(0, LIMITS.processes.lines)
    .map(({ pid, parent, exe, startedAs, libraries, injected, exitCode, signal }) => [
      String(pid),
      String(parent),
      code(programName(exe, startedAs, exe)),
      code(libraries.join(' ')),
      withSeparators(injected),
      signal ?? (exitCode === null ? '' : `exit code ${exitCode}`),
    ]);
  const heads = ['process:', 'parent:', 'program', 'libraries', 'faults:', 'ended with'];
  const body = table(heads, rows, LIMITS.processes, processes.length);
  return details(counted(processes.length, 'process', 'processes'), body);
}
