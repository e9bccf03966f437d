import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleKey } from '../../src/compile/key.ts';
import type { Effect, Profile, ProfileRule } from '../../src/profile/profile.ts';
import type { Bypass } from '../../src/report/bypass.ts';
import { collect } from '../../src/report/collect.ts';
import type { CommandFacts } from '../../src/report/outcome.ts';
import type { BlindSpot } from '../../src/report/report.ts';
import { decodeTelemetry } from '../../src/telemetry/decode.ts';
import { buildTelemetry, type Segment } from '../telemetry/build.ts';
import { anInput, anOutcome, aProcess, aProfile, aRule, at } from './example.ts';

/** A run in which the rule matched and fired. */
const FIRED = aProcess({ pid: 100 }, { 'wal-fsync': [5, 2] });
const gateOf = (input: Parameters<typeof anInput>[0]) => collect(anInput({ segments: [FIRED], ...input })).gate;
const withExitCodes = (exitCodes: number[]) => aProfile([aRule({ id: 'wal-fsync' })], { exitCodes });

test('a run that ended well and injected faults passes without a word', () => {
  assert.deepEqual(gateOf({}), { verdict: 'pass', reasons: [], warnings: [] });
});

const endings: [facts: Partial<CommandFacts>, exitCodes: number[], reason: RegExp | undefined][] = [
  [
    { exitCode: 1 },
    [0],
    /ended with exit code 1, but gate\.exitCodes of chaos\/.*yml allows 0: .* add 1 to gate\.exitCodes$/,
  ],
  [{ exitCode: 0 }, [3, 4, 5], /ended with exit code 0, but .* allows 3, 4 and 5:/],
  [{ exitCode: 128 }, [0, 128], undefined],
  [{ exitCode: 139 }, [0], /crashed: exit code 139 says that a program died of SIGSEGV, and .* allows 0\. Replay/],
  [{ exitCode: 139 }, [0, 139], undefined],
  [{ signal: 'SIGBUS' }, [0], /crashed: it died of SIGBUS after 1\.2 s\. Replay it with the same seed/],
  [
    { signal: 'SIGTERM' },
    [0],
    /was ended by SIGTERM after 1\.2 s: by itself, by another process of the run or from outside, .* Replay it/,
  ],
  [
    { signal: 'SIGTERM', timedOut: true, durationMs: 60_000 },
    [0],
    /hung: it did not end within its timeout and was gone after 1 min 00 s\..*timeout/,
  ],
  [{ exitCode: 0, timedOut: true }, [0], /hung/],
  [{ signal: 'SIGSYS' }, [0], /died of SIGSYS .*to see where\. It may be a filter of system calls .*openat$/],
  [{ exitCode: 159 }, [0], /died of SIGSYS, .*to gate\.exitCodes\. It may be a filter of system calls/],
];
for (const [facts, exitCodes, reason] of endings)
  test(`${JSON.stringify(facts)} where ${exitCodes} may be ${reason ? 'fails' : 'passes'}`, () => {
    const { verdict, reasons } = gateOf({ profile: withExitCodes(exitCodes), outcome: anOutcome(facts) });
    assert.equal(verdict, reason ? 'fail' : 'pass');
    assert.equal(reasons.length, reason ? 1 : 0);
    if (reason) assert.match(reasons[0] ?? '', reason);
  });

test('a command that could not be started fails for that reason alone', () => {
  for (const [startError, advice] of [
    ['ENOENT', 'check its name and that it may be executed'],
    ['EMFILE', 'too many files are open (ulimit -n), so run it again where that is not so'],
    ['EAGAIN', 'there are too many processes (ulimit -u), so run it again where that is not so'],
  ] as const) {
    const outcome = anOutcome({ startError });
    const { verdict, reasons, warnings } = collect({ ...anInput({ outcome, startError }), telemetry: null }).gate;
    assert.deepEqual(
      [verdict, reasons, warnings],
      ['fail', [`the command could not be started (${startError}): ${advice}`], []],
    );
  }
});

test('an interrupted run fails, however the command ended', () => {
  for (const facts of [{ exitCode: 0 }, { signal: 'SIGKILL' }])
    assert.match(
      gateOf({ outcome: anOutcome({ ...facts, interruptedBy: 'SIGINT' }), interruptedBy: 'SIGINT' }).reasons.join(),
      /^the run was interrupted by SIGINT after 1\.2 s: .*run it again$/,
    );
});

test('a run without telemetry fails, for nothing is known of it', () => {
  const { verdict, reasons } = collect({ ...anInput(), telemetry: null }).gate;
  assert.equal(verdict, 'fail');
  assert.match(reasons.join(), /telemetry could not be read/);
});

const seen: [what: string, rule: Parameters<typeof aRule>[0], segments: Segment[], reason: string][] = [
  [
    'calls on other targets',
    { id: 'wal', selector: '/data/wal.log' },
    [
      aProcess({
        lanes: [{ fsync: 12 }],
        slots: ['', '/data/x', '/data/x', '/data/y', '/data/z', '/data/more'].map((target) => ({
          operation: 'fsync',
          target,
        })),
      }),
    ],
    'io.fsync below /data/wal.log. Seen: io.fsync 12 calls, for example on /data/x (git), /data/y (git), /data/z (git).',
  ],
  [
    'one call',
    { id: 'wal' },
    [aProcess({ lanes: [{ fsync: 1 }] })],
    'Seen: io.fsync 1 call, on nothing that faults may befall (spared are the standard streams, /proc, /sys and /dev).',
  ],
  [
    'calls that are those of another library on sockets',
    { id: 'wal', operation: 'write', selector: '*' },
    [aProcess({ lanes: [{ write: 1000 }] })],
    'Seen: io.write 1,000 calls, on nothing that faults may befall (spared are the standard streams, /proc, /sys and /dev; on a socket it is a call of net.send).',
  ],
  [
    'the nearest first',
    { id: 'wal', selector: '/data/db/wal.log' },
    [
      aProcess({
        lanes: [{ fsync: 5 }],
        slots: ['/a', '/b', '/c', '/data/x', '/data/db/wal'].map((target) => ({ operation: 'fsync', target })),
      }),
    ],
    'for example on /data/db/wal (git), /data/x (git), /a (git). Correct',
  ],
  [
    'hosts that are nearest first',
    { id: 'wal', library: 'net', operation: 'connect', selector: 'tcp://db.example.com:5432' },
    [
      aProcess({
        library: 'net',
        lanes: [{ connect: 4 }],
        slots: [
          'tcp4://10.0.0.1:80',
          'tcp4://a.example.org:80',
          'tcp4://www.example.com:80',
          'tcp4://db.example.com:1',
        ].map((target) => ({ operation: 'connect', target })),
      }),
    ],
    'for example on tcp4://db.example.com:1 (git), tcp4://www.example.com:80 (git), tcp4://10.0.0.1:80 (git).',
  ],
  [
    'a file that was opened through a symbolic link',
    { id: 'wal', selector: '/data/re*' },
    [
      aProcess({
        lanes: [{ fsync: 2 }],
        slots: ['/data/other', '/data/real/x'].map((target) => ({ operation: 'fsync', target })),
      }),
    ],
    'for example on /data/real/x (git), /data/other (git). The program opened /data/real/x under another name, as through a symbolic link, and a rule must have the name that the program uses. Correct',
  ],
  [
    'a file that other programs use',
    { id: 'wal', selector: '/data', policy: { process: 'worker*' } },
    [
      aProcess({ executable: '/bin/worker' }),
      aProcess({ image: 1, token: 2n, lanes: [{ fsync: 1 }], slots: [{ operation: 'fsync', target: '/data/x' }] }),
    ],
    'for example on /data/x (git); programs that ran: worker, git. Correct',
  ],
  ...['*', '/'].map((selector): (typeof seen)[number] => [
    `a standard stream, of a rule for ${selector}`,
    { id: 'wal', selector },
    [aProcess({ lanes: [{ fsync: 1 }], slots: [{ operation: 'fsync', target: '/tmp/o.txt' }] })],
    'for example on /tmp/o.txt (git). That is a standard stream (descriptor 0, 1 or 2) as the program got it, which only a rule that names its path is about: write path: /tmp/o.txt if it is meant. Correct',
  ]),
  [
    'samples of another operation',
    { id: 'wal' },
    [aProcess({ lanes: [{ fsync: 2 }], slots: [{ operation: 'open', target: '/x' }] })],
    'Seen: io.fsync 2 calls, on nothing that faults may befall',
  ],
  [
    'other operations',
    { id: 'wal', selector: '*' },
    [aProcess({ lanes: [{ open: 40, read: 2000, close: 1 }] })],
    'io.fsync on any path. Seen: no io.fsync call; io operations that were called: read 2,000, open 40, close 1.',
  ],
  [
    'many other operations',
    { id: 'wal' },
    [aProcess({ lanes: [{ open: 1, read: 2, pread: 3, write: 4, pwrite: 5, close: 6, truncate: 7, stat: 8 }] })],
    'stat 8, truncate 7, close 6, pwrite 5, write 4, pread 3 and 2 more.',
  ],
  ['no call', { id: 'wal' }, [aProcess({})], 'Seen: no io call at all.'],
  [
    'no process',
    { id: 'wal' },
    [],
    'Seen: nothing, for no process loaded the io library. This may be why: git was not covered (unknown).',
  ],
  [
    'other programs',
    { id: 'wal', policy: { process: 'worker*' } },
    [aProcess({ lanes: [{ fsync: 3 }] }), aProcess({ pid: 5, executable: '/bin/sh' })],
    'in processes named worker*. Seen: io.fsync 3 calls; programs that ran: git, sh.',
  ],
];
for (const [what, rule, segments, reason] of seen)
  test(`an unmatched rule names what was seen instead: ${what}`, () => {
    const { verdict, reasons } = gateOf({ profile: aProfile([aRule(rule)]), segments });
    assert.equal(verdict, 'fail');
    assert.ok(reasons[0]?.startsWith('rule wal (chaos/flaky-storage.yml:7) matched no call: '), reasons[0]);
    assert.ok(reasons[0]?.includes(reason), reasons[0]);
    assert.match(reasons[0] ?? '', / (Else c|C)orrect the rule, or set gate\.unmatchedRules to warn$/);
  });

const HUNG = 'or give it more time with a longer timeout';
const running: [what: string, running: Record<number, string>, reason: string][] = [
  ['nothing, where there is no /proc', {}, HUNG],
  [
    'the command alone',
    { 100: 'git' },
    `${HUNG}. At the timeout the command itself (git, process 100) still ran, and no other process was seen in its session`,
  ],
  [
    'what it started, the last one first',
    { 100: 'git', 101: 'dash', 102: 'sleep', 103: 'dash' },
    `${HUNG}. At the timeout dash (process 103 and 1 more) and sleep (process 102) still ran, and so did the command itself (git, process 100)`,
  ],
  [
    'more than can be named',
    { 101: 'a', 102: 'b', 103: 'c', 104: 'd', 105: 'e' },
    `${HUNG}. At the timeout e (process 105), d (process 104), c (process 103) and 2 more still ran`,
  ],
  [
    'what a signal had suspended',
    { 100: 'git suspended', 101: 'sh', 102: 'sleep suspended' },
    `${HUNG}. At the timeout sleep (process 102) and sh (process 101) still ran, and so did the command itself (git, process 100). A signal such as SIGSTOP had suspended sleep (process 102) and git (process 100), and no SIGCONT came`,
  ],
  [
    'programs under the names that they were started by, unless another one runs there now',
    { 107: 'busybox', 108: 'static', 109: '' },
    `${HUNG}. At the timeout a program (process 109), static (process 108) and sleep (busybox) (process 107) still ran`,
  ],
];
for (const [what, names, reason] of running)
  test(`of a command that hung is named what still ran at the timeout: ${what}`, () => {
    const outcome = anOutcome({ timedOut: true, signal: 'SIGTERM', durationMs: 60_010 });
    const segments = [107, 108].map((pid) =>
      aProcess({ pid, executable: '/bin/busybox', startedAs: '/bin/sleep', token: BigInt(pid) }),
    );
    const members = Object.entries(names).map(([pid, text]) => {
      const [name = '', state] = text.split(' ');
      return { pid: Number(pid), name, suspended: state === 'suspended' };
    });
    const { reasons } = gateOf({ outcome, segments: [FIRED, ...segments], running: members });
    assert.ok(reasons[0]?.endsWith(reason), reasons[0]);
  });

test('where unmatched rules are only warned of, one that is right may stay', () => {
  const profile = aProfile([aRule({ id: 'wal' })], { unmatchedRules: 'warn' });
  const { warnings } = gateOf({ profile, segments: [aProcess({})] });
  assert.match(warnings[0] ?? '', /Correct the rule, or leave it as it is, if the command need not make such calls$/);
});

test('of an unmatched rule in a step that started no program, it is said that its shell is no target', () => {
  const { reasons } = gateOf({ target: 'children', commandPid: null, segments: [] });
  assert.match(
    reasons[0] ?? '',
    /no process loaded the io library; the step's own shell is no target, nor are .*\. Correct/,
  );
});

test('of an unmatched rule whose path leads through a symbolic link, the real name is told', () => {
  const rule = aRule({ id: 'wal', selector: '/data/wal.log' });
  const { reasons } = gateOf({
    profile: aProfile([rule]),
    segments: [aProcess({ lanes: [{ fsync: 2 }], slots: [{ operation: 'fsync', target: '/x' }] })],
    linked: new Map([[rule.selector, { path: '/data', realPath: '/mnt/1' }]]),
  });
  assert.match(
    reasons[0] ?? '',
    /This may be why: \/data\/wal\.log leads through a symbolic link, .* write path: \/mnt\/1\/wal\.log\. Else correct the rule/,
  );
});

const windows: [what: string, rule: Parameters<typeof aRule>[0], segments: Segment[], reason: string][] = [
  [
    'no process lived until it began',
    { id: 'wal', policy: { fromMs: 30_000 } },
    [aProcess({ slots: [{ operation: 'fsync', target: '/data/wal.log', time: at(800) }] })],
    'It begins 30 s after the start of a process (from), and none lived longer than 1.2 s. Make from earlier, or',
  ],
  [
    'none of its name did',
    { id: 'wal', policy: { fromMs: 900, process: 'w.rk*' } },
    [
      aProcess({ executable: '/bin/w.rker', pid: 7 }),
      aProcess({
        library: 'process',
        slots: [{ kind: 'ending', operation: 'waitpid', tid: 7, time: at(500), value: 0n }],
      }),
    ],
    'and none lived longer than 500 ms.',
  ],
  [
    'such calls came before it began',
    { id: 'wal', selector: '/data', policy: { fromMs: 1000 } },
    [
      aProcess({
        slots: [
          { operation: 'open', target: '/data/x', time: at(100) },
          { operation: 'fsync', target: '/database', time: at(200) },
          { operation: 'fsync', target: '/data/x', time: at(300) },
        ],
      }),
    ],
    'Such calls came before it began (from 1 s), for example fsync on /data/x (git) 300 ms after the start of its process. Make from earlier',
  ],
  [
    'such calls came after it had ended',
    { id: 'wal', selector: '*', policy: { untilMs: 200 } },
    [aProcess({ slots: [{ operation: 'fsync', target: '/x', time: at(300) }] })],
    'Such calls came after it had ended (until 200 ms), for example fsync on /x (git) 300 ms after the start',
  ],
  [
    'there were none at any time',
    { id: 'wal', policy: { untilMs: 200 } },
    [aProcess({ lanes: [{ open: 1 }], slots: [{ operation: 'open', target: '/data/wal.log', time: at(300) }] })],
    'Seen: no io.fsync call; io operations that were called: open 1. Correct the rule',
  ],
];
for (const [what, rule, segments, reason] of windows)
  test(`an unmatched rule with a time says why: ${what}`, () => {
    const { reasons } = gateOf({ profile: aProfile([aRule(rule)]), segments });
    assert.ok(reasons[0]?.includes(reason), reasons[0]);
  });

const elsewhere: [what: string, other: Partial<ProfileRule>, segment: Segment, reason: string][] = [
  [
    'and got faults',
    {},
    aProcess(
      { lanes: [{ fsync: 2 }], slots: [{ rule: ruleKey('other'), operation: 'fsync', target: '/data/x' }] },
      { other: [2, 1] },
    ),
    'Seen: io.fsync 2 calls, for example on /data/x (git).',
  ],
  [
    'and got none',
    {},
    aProcess({ lanes: [{ fsync: 1 }] }, { other: [1, 0] }),
    'Seen: io.fsync 1 call, where other rules matched: other.',
  ],
  [
    'of another operation',
    { operation: 'open' },
    aProcess({ lanes: [{ fsync: 1, open: 1 }] }, { other: [1, 0] }),
    'Seen: io.fsync 1 call, on nothing that faults may befall',
  ],
];
for (const [what, other, segment, reason] of elsewhere)
  test(`an unmatched rule tells of calls that another rule matched, ${what}`, () => {
    const profile = aProfile([aRule({ id: 'other', selector: '/data/x', ...other }), aRule({ id: 'wal' })]);
    const { reasons } = gateOf({ profile, segments: [segment] });
    assert.ok(reasons[0]?.includes(reason), reasons[0]);
  });

const early: [what: string, input: Parameters<typeof anInput>[0], reason: string][] = [
  ['a timeout', { outcome: anOutcome({ timedOut: true }) }, 'the command was stopped at its timeout'],
  [
    'an interruption',
    { outcome: anOutcome({ signal: 'SIGINT', interruptedBy: 'SIGINT' }), interruptedBy: 'SIGINT' },
    'the run was interrupted by SIGINT',
  ],
  ['a signal', { outcome: anOutcome({ signal: 'SIGSEGV' }) }, 'the command died of SIGSEGV'],
  ['a crash', { outcome: anOutcome({ exitCode: 139 }) }, 'the command ended with exit code 139, as after a crash'],
  [
    'an exit code under faults',
    { outcome: anOutcome({ exitCode: 3 }), segments: [aProcess({}, { other: [1, 1] })] },
    'the command ended with exit code 3 under the faults of other rules',
  ],
  [
    'a process that was stopped',
    { stopped: [{ pid: 7, name: 'server' }] },
    'server was stopped, for it still ran when the command had ended',
  ],
];
for (const [what, input, reason] of early)
  test(`an unmatched rule says that the run may have ended too early: ${what}`, () => {
    const profile = aProfile([aRule({ id: 'other', operation: 'open' }), aRule({ id: 'wal' })], { exitCodes: [3] });
    const { reasons } = gateOf({ profile, segments: [aProcess({})], ...input });
    const told = reasons.find((text) => text.startsWith('rule wal '));
    assert.ok(
      told?.includes(` This may be why: ${reason}, so look at that first. Else correct the rule, or set`),
      reasons.join('\n'),
    );
  });

test('where it is known why a rule matched nothing, the early end is not blamed', () => {
  const slots = [{ operation: 'fsync', target: '/data/wal.log' }];
  const { reasons } = gateOf({
    segments: [aProcess({ lanes: [{ fsync: 1 }], slots })],
    outcome: anOutcome({ timedOut: true }),
  });
  assert.match(reasons.at(-1) ?? '', /the name that the program uses\. Correct the rule/);
});

const GO = { exe: '/usr/bin/git', way: 'go' } as const;
const URING = { exe: '/usr/bin/git', way: 'liburing' } as const;
const AIO = { exe: '/usr/bin/git', way: 'libaio' } as const;
const POSIX = { exe: '/usr/bin/git', way: 'posix-aio' } as const;
const HAS_GO =
  'git (process 100) contains Go code, which makes its system calls itself: rules meet only what goes through the C library (cgo)';
const HAS_URING = 'git (process 100) has liburing: no rule meets what it does through io_uring, past the C library';
const HAS_AIO = 'git (process 100) has libaio: no rule meets what it does through io_submit, past the C library';
const HAS_POSIX =
  'git (process 100) has calls of POSIX AIO (aio_read, aio_write, aio_fsync, lio_listio): no rule meets what the C library does for them';
const past: [what: string, rule: Partial<ProfileRule>, bypasses: Bypass[], warnings: string[]][] = [
  ['a Go program', {}, [GO], [HAS_GO]],
  ['a Go program and time', { library: 'time', operation: 'sleep' }, [GO], [HAS_GO]],
  ['one that has liburing', {}, [URING], [HAS_URING]],
  ['one that has liburing and net', { library: 'net', operation: 'recv' }, [URING], [HAS_URING]],
  ['one that has both', {}, [URING, GO], [HAS_URING, HAS_GO]],
  ['one that has libaio', {}, [AIO], [HAS_AIO]],
  ['one that has libaio and net', { library: 'net', operation: 'recv' }, [AIO], []],
  ['one that has calls of POSIX AIO', {}, [POSIX], [HAS_POSIX]],
  ['one that has calls of POSIX AIO and net', { library: 'net', operation: 'recv' }, [POSIX], []],
  ['one that has liburing and time', { library: 'time', operation: 'sleep' }, [URING], []],
  ['one of the name', { policy: { process: 'g?t' } }, [URING], [HAS_URING]],
  ['one that was started under the name', { policy: { process: 'tig' } }, [URING], [HAS_URING]],
  ['one of another name', { policy: { process: 'worker*' } }, [URING, GO], []],
];
for (const [what, rule, bypasses, told] of past)
  test(`a program that gets past a rule is told, whether it fired or not: ${what}`, () => {
    const profile = aProfile([aRule({ id: 'wal-fsync', ...rule })]);
    const git = { pid: 100, startedAs: '/opt/tig', library: rule.library ?? 'io' };
    const fired = aProcess(git, { 'wal-fsync': [5, 2] });
    assert.deepEqual(gateOf({ profile, segments: [fired], bypasses }), {
      verdict: 'pass',
      reasons: [],
      warnings: told,
    });
    const { reasons, warnings } = gateOf({ profile, segments: [aProcess(git)], bypasses });
    assert.deepEqual(warnings.slice(0, -1), told);
    const unmet = 'If the rule is about that, it is right, and cannot be met. Else correct the rule, or set';
    const why = told.length > 0 ? ` This may be why: ${told.join('; or ')}. ${unmet}` : '. Correct the rule, or set';
    assert.ok(reasons[0]?.includes(why), reasons[0]);
  });

test('an unmatched rule says which programs that it may be for were not covered', () => {
  const spots = ['/bin/cat', '/usr/bin/cat', '/bin/worker1'].map(
    (exe, index): BlindSpot => ({ exe, pid: index + 7, reason: 'permission', detail: '' }),
  );
  const blindSpots: BlindSpot[] = [...spots, { exe: '/bin/silent', pid: 7, reason: 'unknown', detail: '' }];
  const told = (policy: ProfileRule['policy']) =>
    gateOf({ profile: aProfile([aRule({ id: 'wal', policy })]), segments: [aProcess({})], blindSpots }).reasons[0];
  const unmet = 'If the rule is about that, it is right, and cannot be met. Else correct the rule, or set';
  const cat = 'cat was not covered (permission)';
  assert.ok(
    told({})?.includes(
      ` This may be why: ${cat}; or worker1 was not covered (permission); or silent was not covered (unknown). ${unmet}`,
    ),
  );
  assert.ok(told({ process: 'c?t' })?.includes(` This may be why: ${cat}. ${unmet}`));
  assert.ok(told({ process: 'g?t' })?.includes('. Correct the rule'));
  const other = 'was not covered (permission), and may have been started as other';
  assert.ok(told({ process: 'other' })?.includes(` This may be why: cat ${other}; or worker1 ${other}. ${unmet}`));
});

test('of an unmatched rule whose calls nobody made, faults of other rules may be the reason, but no short delays', () => {
  const delay: Effect = { kind: 'LATENCY', delay: { kind: 'fixed', ms: 1 } };
  const told = (effects: Effect[], process: Parameters<typeof aProcess>[0] = {}, addedMs = 2) => {
    const profile = aProfile([aRule({ id: 'wal', effects }), aRule({ id: 'later', operation: 'write' })]);
    const counts = Object.fromEntries(effects.map(({ kind }) => [`wal/${kind}`, [5, 2] as [number, number]]));
    return gateOf({ profile, segments: [aProcess({ pid: 100, ...process }, counts, addedMs * 1e6)] }).reasons.join();
  };
  const why = 'may be why: faults of other rules (wal) may have kept the program from such calls. Else correct';
  for (const effects of [
    [{ kind: 'SHORT' }],
    [{ kind: 'KILL', value: 'SIGUSR1' }],
    [delay, { kind: 'TORN' }],
    [{ kind: 'OFFSET', value: '1h' }],
  ] as Effect[][])
    assert.ok(told(effects).includes(why), told(effects));
  assert.ok(told([delay], {}, 1000).includes(why), told([delay], {}, 1000));
  assert.ok(!told([{ kind: 'SHORT' }], { lanes: [{ write: 1 }] }).includes('may have kept'));
  assert.match(told([delay, { kind: 'THROTTLE', value: '1MiB/s' }]), /Correct the rule/);
});

test('an unmatched rule names the objects that were loaded past the libraries, in programs of its name', () => {
  const slots = ['curl', 'json', 'curl'].map((name) => ({
    ...{ kind: 'program' as const, operation: 'dlopen', target: `/lib/${name}.so`, tid: 100, value: 7n, ordinal: 0 },
  }));
  const segments = [aProcess({ pid: 100 }), aProcess({ pid: 100, library: 'process', slots })];
  const told = (policy: ProfileRule['policy']) =>
    gateOf({ profile: aProfile([aRule({ id: 'wal', policy })]), segments }).reasons[0] ?? '';
  const objects = 'may be why: these objects were loaded past the libraries (RTLD_DEEPBIND): curl.so, json.so. If';
  assert.ok(told({}).includes(objects), told({}));
  assert.ok(told({ process: 'git' }).includes(objects));
  assert.ok(!told({ process: 'curl*' }).includes('RTLD_DEEPBIND'));
});

test('an unmatched rule of a profile that nobody looks at programs for is not called wrong', () => {
  const profile = { ...aProfile([aRule({ id: 'wal' })]), follow: false };
  assert.match(
    gateOf({ profile, segments: [aProcess({})] }).reasons[0] ?? '',
    /This may be why: the profile says follow: false, so nobody looked at .* not have been covered\. Else correct the rule/,
  );
});

test('where records are missing, nobody says that nothing matched', () => {
  const telemetry = decodeTelemetry(buildTelemetry({ dropped: 0n, lost: 2n, segments: [aProcess({})] }).bytes);
  const { reasons, warnings } = collect({ ...anInput(), telemetry }).gate;
  const why =
    /This may be why: 2 records of processes could not be made, so calls are missing in every count\. Else correct the rule/;
  assert.match(reasons[0] ?? '', why);
  assert.match(
    warnings.at(-1) ?? '',
    /^no fault is known of, for what happened where no record could be made is not: this run proves nothing$/,
  );
});

test('of many programs that get past an unmatched rule some are named, beside an early end', () => {
  const exes = ['a', 'b', 'c', 'd'].map((name) => `/bin/${name}`);
  const { reasons } = gateOf({
    segments: exes.map((executable, index) => aProcess({ pid: index + 100, executable })),
    bypasses: exes.map((exe) => ({ exe, way: 'go' })),
    outcome: anOutcome({ timedOut: true }),
  });
  assert.match(
    reasons.at(-1) ?? '',
    /why: the command was stopped at its timeout, so look at that first; or a \(process 100\) contains .*; or c \(process 102\) contains [^;]*; or 1 more program of this kind ran\. If the rule/,
  );
});

test('an exit code other than 0 without a fault says nothing of why a rule matched nothing', () => {
  const { reasons } = gateOf({ segments: [aProcess({})], outcome: anOutcome({ exitCode: 3 }) });
  assert.match(reasons.at(-1) ?? '', /no io call at all\. Correct the rule/);
});

test('what was stopped when the command had ended is a warning for each program', () => {
  const stopped = [7, 8, 9].map((pid) => ({ pid, name: pid === 8 ? 'sleep' : 'server' }));
  assert.deepEqual(gateOf({ stopped }), {
    verdict: 'pass',
    reasons: [],
    warnings: [
      'server (process 7 and 1 more) were still running when the command had ended, and were stopped: let the command wait for them, or end them',
      'sleep (process 8) was still running when the command had ended, and was stopped: let the command wait for it, or end it',
    ],
  });
  const { warnings } = gateOf({ stopped: [{ pid: 7, name: 'server' }], outcome: anOutcome({ timedOut: true }) });
  assert.deepEqual(warnings, ['server (process 7) was still running when the command had ended, and was stopped']);
});

test('what has left the session and runs on is a warning for each program', () => {
  const survivors = [7, 8, 9].map((pid) => ({ pid, name: pid === 8 ? 'sleep' : 'server' }));
  assert.deepEqual(gateOf({ survivors }), {
    verdict: 'pass',
    reasons: [],
    warnings: [
      "server (process 7 and 1 more) have left the command's session (setsid) and still run, with the rules of this run in force: they were not stopped. Let the command end them, unless they are daemons that are to stay",
      "sleep (process 8) has left the command's session (setsid) and still runs, with the rules of this run in force: it was not stopped. Let the command end it, unless it is a daemon that is to stay",
    ],
  });
  for (const input of [{ outcome: anOutcome({ timedOut: true }) }, { interruptedBy: 'SIGINT' }])
    assert.deepEqual(gateOf({ survivors: survivors.slice(1, 2), ...input }).warnings, [
      "sleep (process 8) has left the command's session (setsid) and still runs, with the rules of this run in force: it was not stopped",
    ]);
});

test('a rule for every operation of a library says how many calls of any there were', () => {
  const { operation: _, ...rule } = aRule({ id: 'wal' });
  const { reasons } = gateOf({ profile: aProfile([rule]), segments: [aProcess({ lanes: [{ open: 2, read: 3 }] })] });
  assert.match(
    reasons[0] ?? '',
    /: io\.\* below \/data\/wal\.log\. Seen: io\.\* 5 calls, on nothing that faults may befall/,
  );
});

const unmatched: [setting: Profile['gate']['unmatchedRules'], verdict: string, reasons: number, warnings: number][] = [
  ['fail', 'fail', 1, 0],
  ['warn', 'pass', 0, 1],
  ['ignore', 'pass', 0, 0],
];
for (const [setting, verdict, reasons, warnings] of unmatched)
  test(`unmatchedRules: ${setting} makes an unmatched rule ${reasons} reasons and ${warnings} warnings`, () => {
    const profile = aProfile([aRule({ id: 'wal-fsync' }), aRule({ id: 'other' })], { unmatchedRules: setting });
    const gate = gateOf({ profile });
    assert.deepEqual([gate.verdict, gate.reasons.length, gate.warnings.length], [verdict, reasons, warnings]);
  });

test('a refused rule text fails the gate, once for each message', () => {
  const refused = (pid: number, message: string) => aProcess({ pid, rulesInvalid: true, message });
  const { verdict, reasons } = gateOf({
    segments: [FIRED, refused(7, 'io.conf:1:2: no'), refused(8, 'io.conf:1:2: no'), refused(9, 'x')],
  });
  assert.equal(verdict, 'fail');
  assert.equal(reasons.length, 2);
  assert.match(
    reasons[0] ?? '',
    /no io rule was in force in git \(pid 7\) and 1 more process: .* saying "io\.conf:1:2: no"\./,
  );
});

const doubts: [what: string, dropped: bigint, lost: bigint, segments: Segment[], warning: RegExp | undefined][] = [
  ['nothing', 0n, 0n, [FIRED], undefined],
  [
    'dropped injections',
    3n,
    0n,
    [FIRED],
    /^3 injections could not be recorded, for their process found no room, no free descriptor \(ulimit -n\) or .* gives up its rights .*, so name the operations in the rule, or start it as that user$/,
  ],
  ['one lost process', 0n, 1n, [FIRED], /^1 record of a process could not be made/],
  ['a process that no library could record', 0n, 6n, [FIRED], /^6 records of processes could not be made/],
];
for (const [what, dropped, lost, segments, warning] of doubts)
  test(`${what} warns ${warning ? 'but passes' : 'of nothing'}`, () => {
    const telemetry = decodeTelemetry(buildTelemetry({ dropped, lost, segments }).bytes);
    const { verdict, warnings } = collect({ ...anInput(), telemetry }).gate;
    assert.equal(verdict, 'pass');
    assert.equal(warnings.length, warning ? 1 : 0);
    if (warning) assert.match(warnings[0] ?? '', warning);
  });

test('an error that no manual lists warns but passes', () => {
  const rule = aRule({ id: 'wal-fsync', library: 'dns', operation: 'getaddrinfo', selector: '*' });
  const profile = aProfile([{ ...rule, effects: [{ kind: 'ERRNO', errno: 'EAI_INTR' }] }]);
  const { verdict, warnings } = gateOf({ profile });
  assert.deepEqual([verdict, warnings.length], ['pass', 1]);
  assert.match(warnings[0] ?? '', /fails with EAI_INTR, which getaddrinfo\(3\) does not list: programs may abort/);
});

const NOTHING = 'no fault was injected, though rules matched 25 calls: this run proves nothing';
const RULE = 'rule wal-fsync (chaos/flaky-storage.yml:7) matched';
const IDLE = `${RULE} calls and changed none of them: on these its effect cannot happen, or finds nothing to change; see docs/libraries/io.md`;
const UNFIRED = `${RULE} 25 calls and fired on none: `;
const CHANCE = 'that is chance, so raise its probability, or take another seed';
const COUNTS = 'chose none of them, counted in each process, so choose earlier calls';
const QUOTA: Effect = { kind: 'QUOTA', value: '1MiB' };
const FULL = 'its quota of 1MiB was not reached, so write a smaller one';
const FILTER =
  'blackhole needs a socket of TCP or UDP and a packet filter on it (SO_ATTACH_FILTER), which some kernels refuse to a process without CAP_NET_ADMIN';
const unfired: [what: string, rule: Partial<ProfileRule>, injected: number, warning: string | undefined][] = [
  ['by chance', { policy: { probability: 0.5 } }, 0, `${UNFIRED}${CHANCE}`],
  [
    'by chance, or for its calls do not wait',
    { library: 'net', effects: [{ kind: 'ERRNO', errno: 'EINTR' }], policy: { probability: 0.5 } },
    0,
    `${UNFIRED}that may be chance, so raise its probability, or take another seed; or on such calls its effect cannot happen, see docs/libraries/net.md`,
  ],
  ['by its policy', { policy: { after: 30 } }, 0, `${UNFIRED}its after ${COUNTS}`],
  ['by much of its policy', { policy: { nth: [30], every: 2 } }, 0, `${UNFIRED}its every and nth ${COUNTS}`],
  ['for there is room', { effects: [QUOTA] }, 0, `${UNFIRED}${FULL}`],
  [
    'for nothing is counted',
    { library: 'memory', operation: 'malloc', effects: [{ kind: 'LIMIT', value: '1MiB' }] },
    0,
    `${UNFIRED}its limit of 1MiB was not reached, so write a smaller one; or it is on malloc and not counted, for another allocator (jemalloc, heaptrack) was preloaded before the libraries`,
  ],
  [
    'for more than one reason',
    { effects: [QUOTA], policy: { probability: 0.5 } },
    0,
    `${UNFIRED}${FULL}; or ${CHANCE}`,
  ],
  ['though it should have', { effects: [{ kind: 'SHORT' }] }, 0, IDLE],
  [
    'though it should have, for the kernel refuses',
    { effects: [{ kind: 'BLACKHOLE' }] },
    0,
    IDLE.replace('; see', `; ${FILTER}; see`),
  ],
  [
    'by chance, or for the kernel refuses',
    { effects: [{ kind: 'BLACKHOLE' }], policy: { probability: 0.5 } },
    0,
    `${UNFIRED}${CHANCE}; or ${FILTER}`,
  ],
  ['against all odds', { policy: { probability: 0.8, times: 3 } }, 0, IDLE],
  ['on purpose', { policy: { probability: 0 } }, 0, undefined],
  ['but once', {}, 1, undefined],
];
for (const [what, rule, injected, warning] of unfired)
  test(`a rule that matched calls and did nothing ${what}`, () => {
    const expected = warning === undefined ? [] : [warning];
    const profile = aProfile([aRule({ id: 'wal-fsync', ...rule })]);
    const line = `wal-fsync/${rule.effects?.[0]?.kind ?? 'ERRNO'}`;
    const alone = aProcess({}, { [line]: [25, injected] });
    const { warnings } = collect(anInput({ profile, segments: [alone] })).gate;
    assert.deepEqual(warnings, injected > 0 ? expected : [...expected, NOTHING]);
    const fired = aRule({ id: 'other', operation: 'open' });
    const beside = collect(
      anInput({
        profile: aProfile([...profile.rules, fired]),
        segments: [aProcess({}, { [line]: [25, injected], other: [1, 1] })],
      }),
    ).gate;
    assert.deepEqual(beside.warnings, expected, 'also where another rule fired');
  });

const SHORT: Effect = { kind: 'SHORT' };
const CANNOT = 'its effect cannot happen, or finds nothing to change; see docs/libraries/io.md';
const IN_VAIN = `${RULE} calls and changed none of them: on those that its`;
const MAYBE = 'may have chosen none of them, counted in each process, so choose earlier calls';
const counting: [what: string, rule: Partial<ProfileRule>, matched: number[], warning: string][] = [
  ['the first call', { effects: [SHORT], policy: { nth: [1] } }, [10], `${IN_VAIN} nth chose ${CANNOT}`],
  ['every call', { effects: [SHORT], policy: { every: 1 } }, [10], `${IN_VAIN} every chose ${CANNOT}`],
  ['calls behind others', { effects: [SHORT], policy: { after: 9 } }, [10], `${IN_VAIN} after chose ${CANNOT}`],
  ['no call so late', { policy: { after: 10 } }, [10], `${RULE} 10 calls and fired on none: its after ${COUNTS}`],
  ['the last of one', { policy: { nth: [7] } }, [3, 7], `${IN_VAIN} nth chose ${CANNOT}`],
  ['no call of each', { policy: { nth: [8] } }, [3, 7], `${RULE} 10 calls and fired on none: its nth ${COUNTS}`],
  [
    'no even call',
    { policy: { every: 4, after: 3 } },
    [6],
    `${RULE} 6 calls and fired on none: its after and every ${COUNTS}`,
  ],
  [
    'the third behind others',
    { policy: { every: 3, after: 3, nth: [5, 6] } },
    [6],
    `${IN_VAIN} after and every and nth chose ${CANNOT}`,
  ],
  [
    'one by chance',
    { policy: { nth: [1], probability: 0.5 } },
    [100],
    `${RULE} 100 calls and fired on none: ${CHANCE}`,
  ],
  [
    'no call of either effect',
    { effects: [SHORT, { kind: 'CORRUPT' }], policy: { nth: [13] } },
    [12],
    `${RULE} 12 calls and fired on none: its nth ${COUNTS}`,
  ],
];
for (const [what, rule, matched, warning] of counting)
  test(`that counts let calls pass is said only where they did, and they chose ${what}`, () => {
    const profile = aProfile([aRule({ id: 'wal-fsync', ...rule })]);
    const lines = (calls: number) =>
      profile.rules[0]?.effects.map(({ kind }) => [`wal-fsync/${kind}`, [calls, 0]]) ?? [];
    const segments = matched.map((calls, pid) => aProcess({ pid }, Object.fromEntries(lines(calls))));
    assert.equal(collect(anInput({ profile, segments })).gate.warnings[0], warning);
  });

test('where children are counted as their parent, counts may have let their calls pass', () => {
  const profile = aProfile([aRule({ id: 'wal-fsync', policy: { nth: [7] } })]);
  const segments = [aProcess({ guests: true }, { 'wal-fsync': [10, 0] })];
  const { warnings } = collect(anInput({ profile, segments })).gate;
  assert.ok(warnings.includes(`${RULE} 10 calls and fired on none: its nth ${MAYBE}`));
});

test("a rule that did nothing may come behind another rule's error, where that is on the same operation", () => {
  const warningBeside = (operation: string | undefined, effect: Effect) => {
    const { operation: _, ...rule } = aRule({ id: 'other', effects: [effect] });
    const other = operation === undefined ? rule : { ...rule, operation };
    const profile = aProfile([aRule({ id: 'wal-fsync', effects: [SHORT] }), other]);
    const segments = [aProcess({}, { 'wal-fsync/SHORT': [25, 0], [`other/${effect.kind}`]: [1, 1] })];
    return collect(anInput({ profile, segments })).gate.warnings[0];
  };
  const behind = IDLE.replace('change;', "change, or comes behind another rule's error;");
  const EIO: Effect = { kind: 'ERRNO', errno: 'EIO' };
  assert.deepEqual(
    [
      warningBeside('fsync', EIO),
      warningBeside(undefined, EIO),
      warningBeside('open', EIO),
      warningBeside('fsync', SHORT),
    ],
    [behind, behind, IDLE, IDLE],
  );
});

const going: [what: string, effects: Effect[], dropped: bigint, counts: [number, number], warnings: RegExp[]][] = [
  [
    'a clock',
    [{ kind: 'RATE', value: '2' }],
    1500n,
    [2500, 2500],
    [/^1,500 injections are counted and not listed: of what/],
  ],
  [
    'and no room',
    [{ kind: 'THROTTLE', value: '1MiB/s' }],
    7n,
    [1001, 1001],
    [/^1 injection is counted/, /^6 .*no room/],
  ],
  ['no such effect', [{ kind: 'TORN' }], 1500n, [2500, 2500], [/^1,500 injections could not be recorded/]],
];
for (const [what, effects, dropped, counts, expected] of going)
  test(`injections that are not listed on purpose are told apart: ${what}`, () => {
    const profile = aProfile([aRule({ id: 'wal-fsync', effects })]);
    const segments = [aProcess({}, { [`wal-fsync/${effects[0]?.kind}`]: counts })];
    const telemetry = decodeTelemetry(buildTelemetry({ dropped, segments }).bytes);
    const { warnings } = collect({ ...anInput({ profile }), telemetry }).gate;
    assert.equal(warnings.length, expected.length);
    for (const [index, warning] of expected.entries()) assert.match(warnings[index] ?? '', warning);
  });

test('a run that looks at no program that is started says so', () => {
  const rules = [aRule({ id: 'wal-fsync' })];
  const followed = { ...aProfile(rules), follow: false };
  assert.match(gateOf({ profile: followed }).warnings.join(), /^the profile says follow: false .* are not named$/);
  const other = aRule({ id: 'fork', library: 'process', operation: 'fork', selector: '*' });
  const segments = [FIRED, aProcess({ library: 'process' }, { fork: [1, 1] })];
  assert.deepEqual(gateOf({ profile: { ...aProfile([...rules, other]), follow: false }, segments }).warnings, []);
});

test('a program among whose calls are those of children without rights is named, once', () => {
  const guests = (pid: number, segment: Segment = {}) => aProcess({ pid, guests: true, ...segment });
  const server = { executable: '/usr/sbin/server' };
  const { verdict, warnings } = gateOf({
    segments: [FIRED, guests(7, server), guests(7, { ...server, library: 'net' }), guests(8, server), guests(9)],
  });
  const what = (who: string) =>
    `what children of ${who} did is counted and listed as its own: they had given up their rights and could not write into the run directory, found no room there or had no descriptor left to open it with, or may not write files of that size (ulimit -f). How many they were is not known; the tid of an injection is the child's`;
  assert.deepEqual([verdict, warnings], ['pass', [what('server (process 7 and 1 more)'), what('git (process 9)')]]);
});

test('a program that asked for io_uring and did not get it is named', () => {
  const refused = (pid: number) => aProcess({ pid, uringRefused: true, executable: '/usr/bin/fio' });
  const { verdict, warnings } = gateOf({ segments: [FIRED, refused(7), refused(8)] });
  assert.deepEqual(
    [verdict, warnings],
    [
      'pass',
      [
        'fio (process 7 and 1 more) asked for io_uring and was told that the kernel has none, for no rule meets what goes through it: what it did instead is what met the rules, and if it failed this may be why',
      ],
    ],
  );
});

test('a run in which no rule matched proves nothing, also where that is ignored', () => {
  const profile = aProfile([aRule({ id: 'wal-fsync' })], { unmatchedRules: 'ignore' });
  const { verdict, warnings } = gateOf({ profile, segments: [aProcess({})] });
  assert.deepEqual(
    [verdict, warnings],
    ['pass', ['no fault was injected, for no rule matched a call: this run proves nothing']],
  );
});

test('a run of whose faults only the number is known proves nothing, and does not say that there were none', () => {
  const profile = aProfile([aRule({ id: 'wal-fsync' })], { unmatchedRules: 'ignore' });
  for (const [dropped, lost, warning] of [
    [3n, 0n, 'which faults were injected is not known, for no record of one can be read: this run proves nothing'],
    [3n, 1n, 'which faults were injected is not known, for no record of one can be read: this run proves nothing'],
    [0n, 1n, 'no fault is known of, for what happened where no record could be made is not: this run proves nothing'],
  ] as const) {
    const telemetry = decodeTelemetry(buildTelemetry({ dropped, lost, segments: [aProcess({})] }).bytes);
    assert.equal(collect({ ...anInput({ profile }), telemetry }).gate.warnings.at(-1), warning);
  }
});

test('of so many rules each is not compared with each', () => {
  const rules = Array.from({ length: 5_000 }, (_, index) => aRule({ id: `rule-${index}` }));
  let read = 0;
  const get = (of: ProfileRule, key: string) => {
    read++;
    return Reflect.get(of, key);
  };
  const counted = rules.map((rule) => new Proxy(rule, { get }));
  const segments = [aProcess({ lanes: [{ fsync: 1 }] }, { 'rule-4999': [1, 1] })];
  assert.equal(gateOf({ profile: aProfile(counted), segments }).reasons.length, 4_999);
  assert.ok(read < 200 * rules.length, `${read} reads`);
});
