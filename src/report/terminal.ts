import { baseName } from './base-name.ts';
import { type Colors, colors } from './colors.ts';
import { type Cell, columns, fitting, wrapped } from './columns.ts';
import { crashes, howItCrashed } from './crashes.ts';
import { declared } from './declared.ts';
import { readableDuration } from './duration.ts';
import { describeGroup, fairShare, groupInjections, type InjectionGroup } from './groups.ts';
import { programName, programNames } from './names.ts';
import { commandless, cutEnd, printable } from './printable.ts';
import type { Report, RuleReport } from './report.ts';
import { commandLine, replayCommand } from './shell.ts';
import { andMore, counted, ending, injectedByRules, noneListed, withSeparators } from './words.ts';

export interface TerminalStyle {
  color: boolean;
  /** Columns; no line but the command to replay is longer, as long as there are at least 72. Infinity where no screen is. */
  width: number;
}

const ENDLESS = Number.POSITIVE_INFINITY;
const NARROWEST = 72;
const LINES = 40;
const RULES = 6;
const TELLING_RULES = 20;
const GROUPS = 8;
const CRASHES = 2;
const BLIND_SPOTS = 2;
const FEWEST_REASON_LINES = 10;
const MOST_REASONS = 50;
/** Only a name that is longer than any other makes a reason so long. */
const LONGEST_REASON = 2_000;
const LINES_OF_SUCH_A_REASON = 4;
const LONGEST_REPLAY = 600;

/**
 * A report on a screen: what was declared, what of it happened and where, what the command did, and the verdict. It has at
 * most 40 lines, but for those that rules take which injected nothing or about which there is something to say. No reason or
 * warning is cut; those for which there is no room are counted.
 */
export function renderTerminal(report: Report, style: TerminalStyle): string {
  const color = colors(style.color);
  const width = Math.max(NARROWEST, style.width);
  const parts = [
    title(report, color, width),
    rules(report, color, width),
    happened(report, color, width),
    [...crashed(report, color, width), ...blindSpots(report, color, width)],
  ].filter((lines) => lines.length > 0);
  const above = parts.reduce((sum, lines) => sum + lines.length + 1, 0);
  return [...parts, verdict(report, color, width, LINES - above)].map((lines) => lines.join('\n')).join('\n\n');
}

function title({ profile, seed, cell }: Report, { bold, dim }: Colors, width: number): string[] {
  const rest = ['', `seed ${seed}`, ...(cell ? [`${cell.libc}-${cell.arch}`] : [])].join(' · ');
  return [`${bold(`chaos · ${fitting(visible(profile.name), width - rest.length - 8)}`)}${dim(rest)}`];
}

/** All rules in their order, or where they are too many those that injected nothing, and those that injected most. */
function mostTelling({ rules }: Report): RuleReport[] {
  if (rules.length <= RULES) return rules;
  const first = rules.filter(({ injected }) => injected === 0).slice(0, TELLING_RULES);
  const most = rules
    .filter(({ injected }) => injected > 0)
    .sort((a, b) => b.injected - a.injected || b.matched - a.matched)
    .slice(0, RULES);
  const chosen = new Set([...first, ...most]);
  return rules.filter((rule) => chosen.has(rule));
}

function rules(report: Report, { bold, dim, red, yellow }: Colors, width: number): string[] {
  const rows = mostTelling(report).map((rule): Cell[] => {
    const { operation, where, what, when } = declared(rule);
    return [
      { text: visible(rule.id) },
      { text: operation },
      { text: visible(where) },
      { text: visible(what), paint: red },
      { text: visible(when), paint: dim },
      { text: withSeparators(rule.matched), align: 'right', ...(rule.matched === 0 ? { paint: yellow } : {}) },
      { text: withSeparators(rule.injected), align: 'right', ...(rule.injected === 0 ? {} : { paint: red }) },
    ];
  });
  const [heads, ...body] = columns(
    [
      [
        { text: 'declared', paint: bold },
        { text: '' },
        { text: '' },
        { text: '' },
        { text: '' },
        { text: 'matched', paint: dim, align: 'right' },
        { text: 'injected', paint: dim, align: 'right' },
      ],
      ...rows,
    ],
    width - 2,
  );
  return [heads ?? '', ...body.map((line) => `  ${line}`), ...more(report.rules.length - rows.length, 'rule', dim)];
}

function happened({ injections, processes }: Report, { bold, dim, red }: Colors, width: number): string[] {
  const nameOf = programNames(processes);
  const { groups, others } = groupInjections(injections.items, 1_000, nameOf);
  if (groups.length === 0) return [`${bold('happened')}  ${noneListed(injections)}`];
  const row = (group: InjectionGroup): Cell[] => {
    const { first, count, pids } = group;
    return [
      { text: readableDuration(first.ms), paint: dim, align: 'right' },
      { text: count === 1 ? '' : `${withSeparators(count)}×`, align: 'right' },
      { text: visible(describeGroup(group)), paint: red },
      { text: visible(`${first.library}.${first.operation}`) },
      { text: visible(first.target) || '(unknown)' },
      { text: `${visible(nameOf(first)) || 'pid'} ${first.pid}${andMore(pids.size - 1)}` },
      {
        text: first.site ? `${visible(first.symbol)} at ${visible(baseName(first.site))}` : visible(first.symbol),
        paint: dim,
      },
    ];
  };
  const shown = fairShare(groups, GROUPS);
  const total = groups.reduce((sum, { count }) => sum + count, others);
  const hidden = shown.reduce((left, { count }) => left - count, total);
  return [
    bold('happened'),
    ...columns(shown.map(row), width - 2).map((line) => `  ${line}`),
    ...more(hidden, 'fault', dim),
  ];
}

function crashed(report: Report, { red, dim }: Colors, width: number): string[] {
  const all = crashes(report);
  const shown = all.slice(0, CRASHES).map((crash) => {
    const how = ` of ${howItCrashed(crash)}`;
    return `${red(`crashed: ${fitting(visible(programName(crash.exe, crash.startedAs, crash.exe)) || '(unknown)', Math.max(8, width - how.length - 9))}`)}${how}`;
  });
  return [...shown, ...more(all.length - shown.length, 'crash', dim, 'crashes')];
}

function blindSpots(report: Report, { yellow, dim }: Colors, width: number): string[] {
  const nameOf = programNames(report.processes);
  const spots = report.blindSpots.slice(0, BLIND_SPOTS).map(({ exe, pid, reason, detail }) => {
    const name = fitting(visible(nameOf({ exe, pid })), 30);
    const label = `not covered: ${name} (${reason})`;
    return `${yellow(label)} ${dim(fitting(visible(detail), Math.max(8, width - label.length - 1)))}`;
  });
  return [...spots, ...more(report.blindSpots.length - spots.length, 'blind spot', dim)];
}

function verdict(report: Report, { bold, dim, red, green, yellow }: Colors, width: number, room: number): string[] {
  const { gate, outcome } = report;
  const end = ending(outcome);
  const command = fitting(commandLine(report.command), Math.max(20, width - end.length - 1));
  const mark = gate.verdict === 'pass' ? green('PASS') : red('FAIL');
  const first = [
    `${bold(command)} ${outcome.kind === 'passed' ? green(end) : red(end)}`,
    `${bold(mark)}  ${injectedByRules(report)}`,
  ];
  const last = dim(`replay: ${fitReplay(replayCommand(report))}`);
  const left = Math.max(FEWEST_REASON_LINES, room - first.length - 2);
  return [...first, ...reasons(gate, { red, yellow, dim }, width, width === ENDLESS ? ENDLESS : left), last];
}

/** As many as `room` lines have place for, or the first one alone; how many are left is told on one line more. */
function reasons(
  gate: Report['gate'],
  { red, yellow, dim }: Pick<Colors, 'red' | 'yellow' | 'dim'>,
  width: number,
  room: number,
): string[] {
  const lines: string[] = [];
  const all = [
    ...gate.reasons.map((text) => ({ text, mark: red('✗') })),
    ...gate.warnings.map((text) => ({ text, mark: yellow('!') })),
  ];
  for (const [index, { text, mark }] of all.entries()) {
    const [first = '', ...rest] = reasonLines(visible(text), width - 4);
    if (index === MOST_REASONS || (index > 0 && lines.length + 1 + rest.length > room))
      return [...lines, ...more(all.length - index, 'reason or warning', dim, 'reasons and warnings')];
    lines.push(`  ${mark} ${first}`, ...rest.map((line) => `    ${line}`));
  }
  return lines;
}

function reasonLines(text: string, width: number): string[] {
  const lines = wrapped(cutEnd(text, LONGEST_REASON), width).map((line) =>
    line.startsWith('::') ? fitting(visible(line), width) : line,
  );
  if (text.length <= LONGEST_REASON) return lines;
  if (lines.length <= LINES_OF_SUCH_A_REASON) return lines;
  const [last = ''] = lines.slice(LINES_OF_SUCH_A_REASON - 1);
  return [...lines.slice(0, LINES_OF_SUCH_A_REASON - 1), `${fitting(last, width - 2)} …`];
}

function more(count: number, noun: string, dim: (text: string) => string, plural = `${noun}s`): string[] {
  return count > 0 ? [dim(`  … and ${counted(count, `more ${noun}`, `more ${plural}`)}, in report.json`)] : [];
}

function fitReplay(command: string): string {
  return command.length <= LONGEST_REPLAY ? command : 'the command is long; report.json has it';
}

/** Printable, and nothing in it that a workflow's runner takes for a command when it reads our lines: none begins with a digit, as addresses do. */
function visible(text: string): string {
  return commandless(printable(text)).replace(/(^|\s)::(?=\D)/g, '$1\\x3a:');
}
