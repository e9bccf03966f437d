import type { RuleText } from '../../src/compile/compile.ts';
import { compileProfile } from '../../src/compile/compile.ts';
import grammar from '../../src/compile/grammar.json' with { type: 'json' };
import { lineKey, ruleKey } from '../../src/compile/key.ts';
import type { Profile, ProfileRule } from '../../src/profile/profile.ts';
import type { CollectInput } from '../../src/report/collect.ts';
import { classifyOutcome } from '../../src/report/outcome.ts';
import type { Report } from '../../src/report/report.ts';
import { decodeTelemetry } from '../../src/telemetry/decode.ts';
import { buildTelemetry, type Segment } from '../telemetry/build.ts';

const SECOND = 1_000_000_000n;
export const RUN_START = 100n * SECOND;

export function aRule(rule: Partial<ProfileRule> & { id: string }): ProfileRule {
  return {
    line: 7,
    library: 'io',
    operation: 'fsync',
    selector: '/data/wal.log',
    effects: [{ kind: 'ERRNO', errno: 'EIO' }],
    policy: {},
    ...rule,
  };
}

export function aProfile(rules: ProfileRule[], gate: Partial<Profile['gate']> = {}): Profile {
  return {
    name: 'flaky-storage',
    path: 'chaos/flaky-storage.yml',
    sha256: 'c0ffee'.padEnd(64, '0'),
    follow: true,
    rules,
    gate: { exitCodes: [0], unmatchedRules: 'fail', ...gate },
  };
}

/** The input of a report on a run in which all went well and nothing happened, but for what is given. */
export function anInput(input: Partial<Omit<CollectInput, 'telemetry'>> & { segments?: Segment[] } = {}): CollectInput {
  const { segments = [], ...rest } = input;
  const profile = rest.profile ?? aProfile([aRule({ id: 'wal-fsync' })]);
  const ruleTexts: RuleText[] = compileProfile(profile);
  return {
    profile,
    ruleTexts,
    seed: 42,
    timeoutMs: 60_000,
    cell: { libc: 'glibc', arch: 'amd64' },
    command: ['git', 'commit', '-m', 'first commit'],
    target: 'command',
    outcome: anOutcome({ exitCode: 0 }),
    telemetry: decodeTelemetry(buildTelemetry({ segments }).bytes),
    runStart: RUN_START,
    commandPid: 100,
    blindSpots: [],
    startError: null,
    interruptedBy: null,
    running: [],
    stopped: [],
    survivors: [],
    bypasses: [],
    linked: new Map(),
    ...rest,
  };
}

export function anOutcome(facts: Partial<Parameters<typeof classifyOutcome>[0]>) {
  return classifyOutcome({
    exitCode: null,
    signal: null,
    timedOut: false,
    startError: null,
    interruptedBy: null,
    durationMs: 1234.5678,
    ...facts,
  });
}

function lineOf(name: string): [id: string, effect: string] {
  const [id = '', effect = 'ERRNO'] = name.split('/');
  return [id, effect];
}

/**
 * A program that ran with the io library, and by rule id (`id`, or `id/EFFECT` where it has another effect than an errno) how
 * many calls matched and faults were injected, which are all in its slots unless those are given.
 */
export function aProcess(
  process: Segment,
  counts: Record<string, [matched: number, injected: number]> = {},
  addedLatencyNs = 0,
): Segment {
  const library = process.library ?? 'io';
  const [symbol] = grammar.libraries.find(({ name }) => name === library)?.symbols ?? [];
  const call = { operation: symbol?.operation ?? '', symbol: symbol?.name ?? '' };
  return {
    executable: '/usr/bin/git',
    start: 5n,
    time: RUN_START,
    slots: Object.entries(counts).flatMap(([id, [, injected]]) =>
      Array(injected).fill({ ...call, rule: ruleKey(lineOf(id)[0]) }),
    ),
    ...process,
    rules: Object.entries(counts).map(([id, [matched, injected]]) => [
      lineKey(...lineOf(id)),
      { matched, injected, addedLatencyNs },
    ]),
  };
}

/** The time so many milliseconds after the run's start. */
export function at(ms: number): bigint {
  return RUN_START + BigInt(Math.round(ms * 1_000_000));
}

/** A run of git in which an fsync failed and a delay was injected; some of it is for every reader of a report. */
export function aGitRun(): CollectInput {
  const rules = [
    aRule({ id: 'wal-fsync', selector: '/data/repo/.git', policy: { probability: 0.5 } }),
    aRule({
      id: 'slow-open',
      line: 12,
      operation: 'open',
      selector: '*',
      effects: [{ kind: 'LATENCY', delay: { kind: 'fixed', ms: 250 } }],
      policy: { times: 3, process: 'git*' },
    }),
    aRule({
      id: 'torn-pack',
      line: 17,
      operation: 'write',
      effects: [{ kind: 'TORN' }, { kind: 'LATENCY', delay: { kind: 'fixed', ms: 1.5 } }],
    }),
  ];
  const git = { module: '/usr/bin/git', offset: 0x1a2b3cn };
  const libc = { module: '/usr/lib/x86_64-linux-gnu/libz.so.1', offset: 0x88n };
  const opened = (ms: number, target: string) => ({
    operation: 'open',
    symbol: 'openat64',
    rule: ruleKey('slow-open'),
    effect: 'LATENCY',
    value: 250_000_000n,
    time: at(ms),
    target,
    site: git,
  });
  const segments = [
    aProcess(
      {
        pid: 100,
        parent: 99,
        lanes: [{ open: 40, read: 12, write: 9, close: 38, fsync: 3 }],
        slots: [
          opened(1.5, '/data/repo/.git/HEAD'),
          opened(252.25, '/data/repo/.git/index'),
          opened(503.125, '/data/repo/.git/index'),
          {
            operation: 'fsync',
            rule: ruleKey('wal-fsync'),
            effect: 'ERRNO',
            value: 5n,
            time: at(760.0017),
            target: '/data/repo/.git/objects/pack/tmp_pack_a1b2c3',
            site: libc,
          },
          { operation: 'write', time: at(1), target: '/data/repo/.git/COMMIT_EDITMSG', site: git },
        ],
      },
      { 'wal-fsync': [3, 1], 'slow-open/LATENCY': [40, 3], 'torn-pack': [0, 0] },
    ),
    aProcess({ pid: 101, parent: 100, start: 6n, executable: '/usr/bin/dash', lanes: [{ open: 2 }] }),
  ];
  return anInput({ profile: aProfile(rules), segments, outcome: anOutcome({ exitCode: 128 }) });
}

/** Names that break pages, terminals and logs that don't escape them. */
export const NASTY = [
  '/tmp/new\nline|pipe`tick``',
  '/tmp/<script>alert(1)</script><!-- & [x](javascript:1)',
  '\n::set-output name=verdict::pass',
  ' ::error::no ##[error]no',
  '/tmp/\x1b[31mred\x1b]0;title\x07\x9b2J',
  '/tmp/\u202egnp.exe\u2066\u200f\ufeff',
  'bytes:/tmp/\xff\xfe\xc3',
  '/tmp/\ud83d\ude00日本語 ~~*_x_*~~ @octocat #1 www.example.com https://example.com',
  '</details></code>\\|\\`$\u007b{ secrets.X }}$HOME',
  `/tmp/${'long/'.repeat(900)}end`,
] as const;

/** A run in which every name that a user or a program chooses is nasty. */
export function aNastyRun(): CollectInput {
  const rules = NASTY.slice(0, 8).map((name, index) =>
    aRule({
      id: `rule-${index}`,
      operation: 'open',
      selector: name.replace('bytes:', ''),
      policy: { process: 'a|b`*' },
    }),
  );
  const segments = NASTY.map((name, index) =>
    aProcess(
      {
        pid: 200 + index,
        start: BigInt(index),
        executable: name,
        startedAs: name,
        lanes: [{ open: 9 }],
        rulesInvalid: index === 2,
        message: name,
        slots: [
          ...NASTY.map((target, n) => ({
            operation: 'open',
            rule: ruleKey(`rule-${n}`),
            value: 5n,
            effect: 'ERRNO',
            time: at(index * 100 + n),
            target,
            site: { module: name, offset: 0xabcn },
          })),
          { operation: 'open', target: name, site: { module: name, offset: 1n } },
        ],
      },
      { [`rule-${index}`]: [0, 0] },
    ),
  );
  const profile = { ...aProfile(rules), name: NASTY.join(' '), path: NASTY[0] };
  return anInput({
    profile,
    segments,
    command: [NASTY[3], ...NASTY, 'half a \ud800 pair'],
    blindSpots: NASTY.map((name) => ({ exe: name, pid: null, reason: 'static', detail: name })),
    outcome: anOutcome({ exitCode: 139 }),
  });
}

/** A run that ended well, without a fault. */
export function aPassedRun(): CollectInput {
  const profile = aProfile([aRule({ id: 'wal-fsync', policy: { probability: 0.001 } })]);
  return anInput({ profile, segments: [aProcess({ pid: 100 }, { 'wal-fsync': [1234, 0] })] });
}

/** A run that was stopped, of a program that no library was loaded into. */
export function aHungRun(): CollectInput {
  const profile = aProfile([
    aRule({ id: 'wal-fsync', effects: [{ kind: 'LATENCY', delay: { kind: 'fixed', ms: 30_000 } }] }),
  ]);
  return anInput({ profile, outcome: anOutcome({ timedOut: true, signal: 'SIGKILL', durationMs: 61_000 }) });
}

/** A report in which every list is as long and every text as wide as hostile programs can make them. */
export function aHugeReport(collected: Report): Report {
  const wide = '|<`\u202e\ud83d\ude00'.repeat(1_000);
  const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
  const [rule] = collected.rules;
  const [item] = collected.injections.items;
  const [process] = collected.processes;
  const [operation] = collected.operations;
  if (!rule || !item || !process || !operation) throw new Error('collect a run in which something happened');
  return {
    ...collected,
    profile: { ...collected.profile, name: wide, path: wide },
    command: times(1_000, () => wide),
    rules: times(5_000, (n) => ({ ...rule, id: `${n}${wide}`, text: `${wide}:open:ERRNO:EIO@exe=${wide}` })),
    operations: times(5_000, () => ({ ...operation, operation: wide })),
    processes: times(5_000, () => ({ ...process, exe: wide, libraries: [wide] })),
    blindSpots: times(5_000, () => ({ exe: wide, pid: 1, reason: 'static' as const, detail: wide })),
    injections: {
      recorded: 5_000,
      dropped: 7,
      items: times(5_000, (n) => ({
        ...item,
        target: `${n}${wide}`,
        exe: wide,
        site: wide,
        symbol: wide,
        rule: wide,
      })),
    },
    gate: { verdict: 'fail', reasons: times(500, () => wide), warnings: times(500, () => wide) },
  };
}
