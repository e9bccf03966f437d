import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineKey, ruleKey } from '../../src/compile/key.ts';
import type { Effect } from '../../src/profile/profile.ts';
import { collect } from '../../src/report/collect.ts';
import { decodeTelemetry } from '../../src/telemetry/decode.ts';
import { buildTelemetry, type Segment, type Slot } from '../telemetry/build.ts';
import { aGitRun, anInput, anOutcome, aProcess, aProfile, aRule, at, RUN_START } from './example.ts';

const PROFILE = aProfile([aRule({ id: 'wal-fsync' })]);
const KEY = ruleKey('wal-fsync');

test('an injection says when, who, what, where and by which rule', () => {
  assert.deepEqual(collect(aGitRun()).injections.items.at(-1), {
    ms: 760.002,
    pid: 100,
    tid: 100,
    exe: '/usr/bin/git',
    library: 'io',
    operation: 'fsync',
    symbol: 'fsync',
    target: '/data/repo/.git/objects/pack/tmp_pack_a1b2c3',
    effect: 'ERRNO',
    value: 'EIO',
    rule: 'wal-fsync',
    ordinal: 1,
    site: '/usr/lib/x86_64-linux-gnu/libz.so.1+0x88',
  });
});

const values: [effect: string, recorded: bigint, value: string | number][] = [
  ['ERRNO', 11n, 'EAGAIN'],
  ['ERRNO', 35n, 'EDEADLK'],
  ['ERRNO', 9999n, 'errno 9999'],
  ['ERRNO', -3n, 'EAI_AGAIN'],
  ['ERRNO', -99n, 'errno -99'],
  ['FAIL_AFTER', 28n, 'ENOSPC'],
  ['LATENCY', 1_500_000n, 1.5],
  ['LATENCY', 1_234_567_891n, 1234.567],
  ['FREEZE', -1_000_573_000n, -1000.573],
  ['TORN', 4096n, 4096],
  ['CORRUPT', 12_345n, 12_345],
];
for (const [effect, value, expected] of values)
  test(`the value ${value} of ${effect} is reported as ${expected}`, () => {
    const slots = [{ operation: 'read', rule: KEY, effect, value }];
    assert.equal(collect(anInput({ segments: [aProcess({ slots })] })).injections.items[0]?.value, expected);
  });

test('an errno with several names has the one that the profile says', () => {
  const slots = [11n, 5n].map((value) => ({ operation: 'read', rule: KEY, effect: 'ERRNO', value }));
  for (const errno of ['EWOULDBLOCK', 'EAGAIN']) {
    const profile = aProfile([aRule({ id: 'wal-fsync', effects: [{ kind: 'ERRNO', errno }] })]);
    const { items } = collect(anInput({ profile, segments: [aProcess({ slots })] })).injections;
    assert.deepEqual(
      items.map(({ value }) => value),
      [errno, 'EIO'],
    );
  }
});

test('times are milliseconds since the start of the run with three decimals, and never negative', () => {
  const times = [RUN_START - 5n, RUN_START, RUN_START + 1_499n, RUN_START + 1_500n, at(3_600_000.25)];
  const slots = times.map((time) => ({ operation: 'fsync', rule: KEY, time }));
  assert.deepEqual(
    collect(anInput({ segments: [aProcess({ slots })] })).injections.items.map(({ ms }) => ms),
    [0, 0, 0.001, 0.002, 3_600_000.25],
  );
});

test('an injection of a rule that the profile does not have is named by its key, one without site or target is empty there', () => {
  const slots = [{ operation: 'fsync', rule: 0xabcn }];
  const [item] = collect(anInput({ segments: [aProcess({ slots })] })).injections.items;
  assert.deepEqual([item?.rule, item?.site, item?.target], ['0xabc', '', '']);
});

const linkedTargets: [path: string, realPath: string, target: string, shown: string][] = [
  ['/l/cur/f', '/l/real/f', '/l/real/f', '/l/cur/f'],
  ['/l/cur', '/l/real', '/l/real/a/b', '/l/cur/a/b'],
  ['/l/cur', '/l/real', '/l/real', '/l/cur'],
  ['/l/cur', '/l/real', '/l/realm/a', '/l/realm/a'],
  ['/l/cur', '/l/real', '/l/cur/a', '/l/cur/a'],
  ['/l/cur', '/l', '/l/cur/a', '/l/cur/a'],
  ['/l/cur', '/l', '/l/a', '/l/cur/a'],
  ['/l/cur', '/l/real', '', ''],
  ['/root', '/', '/srv/x', '/root/srv/x'],
];
for (const [path, realPath, target, shown] of linkedTargets)
  test(`a rule below ${path}, which leads to ${realPath}, met ${target || 'nothing known'} as ${shown || 'such'}`, () => {
    const slots = [{ operation: 'fsync', rule: KEY, target }];
    const selector = `${path}/**`;
    const profile = aProfile([aRule({ id: 'wal-fsync', selector })]);
    const linked = new Map([[selector, { path, realPath }]]);
    const { items } = collect(anInput({ profile, segments: [aProcess({ slots })], linked })).injections;
    assert.deepEqual(
      items.map((item) => item.target),
      [shown],
    );
  });

const DELAY: Effect = { kind: 'LATENCY', delay: { kind: 'fixed', ms: 1 } };
const EIO: Effect = { kind: 'ERRNO', errno: 'EIO' };
const TORN: Effect = { kind: 'TORN' };
const CORRUPT: Effect = { kind: 'CORRUPT' };
const matches: [what: string, effects: Effect[], processes: [number, number][][], matched: number, injected: number][] =
  [
    ['one effect', [EIO], [[[12, 3]]], 12, 3],
    ['one effect in two processes', [EIO], [[[5, 1]], [[7, 2]]], 12, 3],
    ['one effect that nobody met', [EIO], [], 0, 0],
    [
      'effects on the same calls',
      [EIO, DELAY],
      [
        [
          [12, 10],
          [12, 10],
        ],
      ],
      12,
      20,
    ],
    [
      'effects of which one is on some of the calls',
      [TORN, DELAY],
      [
        [
          [2, 2],
          [14, 14],
        ],
      ],
      14,
      16,
    ],
    [
      'effects on different calls',
      [TORN, CORRUPT],
      [
        [
          [2, 1],
          [14, 5],
        ],
      ],
      16,
      6,
    ],
    [
      'effects on different calls, and one on all',
      [TORN, CORRUPT, DELAY],
      [
        [
          [2, 1],
          [14, 5],
          [20, 20],
        ],
      ],
      20,
      26,
    ],
  ];
for (const [what, effects, processes, matched, injected] of matches)
  test(`what a rule matched and injected is told of ${what}`, () => {
    const { operation: _, ...everywhere } = aRule({ id: 'wal-fsync', effects });
    const profile = aProfile([everywhere]);
    const segments = processes.map((lines, pid) =>
      aProcess({ pid }, Object.fromEntries(lines.map((count, i) => [`wal-fsync/${effects[i]?.kind}`, count]))),
    );
    const [rule] = collect(anInput({ profile, segments })).rules;
    assert.deepEqual([rule?.matched, rule?.injected], [matched, injected]);
    assert.equal(rule?.text.split('\n').length, effects.length);
  });

test('where a program spoiled its counters, recorded injections count', () => {
  const slots = [1, 2].map(() => ({ operation: 'fsync', rule: KEY }));
  const [rule] = collect(anInput({ segments: [aProcess({ slots })] })).rules;
  assert.deepEqual([rule?.matched, rule?.injected], [2, 2]);
});

test('what rules counted and nobody listed is missing in the list, whatever the libraries say of that', () => {
  const missing = (dropped: bigint, listed: number) => {
    const slots = Array.from({ length: listed }, () => ({ operation: 'fsync', rule: KEY }));
    const segments = [aProcess({ slots }, { 'wal-fsync': [12, 7] }), aProcess({ pid: 7 }, { 'wal-fsync': [5, 3] })];
    const telemetry = decodeTelemetry(buildTelemetry({ dropped, segments }).bytes);
    return collect({ ...anInput(), telemetry }).injections.dropped;
  };
  assert.deepEqual([missing(0n, 7), missing(0n, 4), missing(2n, 4), missing(5n, 4), missing(0n, 9)], [0, 3, 3, 5, 0]);
});

test('latency that a rule added is summed in milliseconds', () => {
  const counts = { matched: 1, injected: 1, addedLatencyNs: 1_250_500_000 };
  const segments = [1, 2].map((pid) => ({
    pid,
    rules: [[lineKey('wal-fsync', 'ERRNO'), counts]] as [bigint, typeof counts][],
  }));
  assert.equal(collect(anInput({ segments })).rules[0]?.addedLatencyMs, 2501);
});

test('operations are summed over processes and threads, in the order of the grammar, without those nobody called', () => {
  const segments = [
    aProcess({ pid: 1, lanes: [{ fsync: 1 }, { open: 2 }], slots: [{ operation: 'fsync', rule: KEY }] }),
    aProcess({ pid: 2, lanes: [{ open: 40 }] }),
  ];
  assert.deepEqual(collect(anInput({ segments })).operations, [
    { library: 'io', operation: 'open', calls: 42, injected: 0 },
    { library: 'io', operation: 'fsync', calls: 1, injected: 1 },
  ]);
});

test('records of one program image are one process; how the command ended belongs to its last program', () => {
  const counts = { 'wal-fsync': [9, 2] as [number, number] };
  const segments = [
    aProcess({ pid: 100, parent: 1, executable: '/bin/sh', image: 0 }, counts),
    aProcess({ pid: 100, parent: 1, executable: '/bin/sh', image: 0 }, counts),
    aProcess({ pid: 100, parent: 1, executable: '', startedAs: 'git', image: 1 }),
    aProcess({ pid: 101, parent: 100, executable: '/usr/bin/ssh' }),
    aProcess({ pid: 100, parent: 1, executable: '/bin/reused', start: 999n }),
  ];
  const outcome = anOutcome({ signal: 'SIGSEGV' });
  const none = { exitCode: null, signal: null };
  assert.deepEqual(collect(anInput({ segments, outcome, commandPid: 100 })).processes, [
    { pid: 100, parent: 1, exe: '/bin/sh', startedAs: '', libraries: ['io'], injected: 4, ...none },
    {
      pid: 100,
      parent: 1,
      exe: 'git',
      startedAs: 'git',
      libraries: ['io'],
      injected: 0,
      exitCode: null,
      signal: 'SIGSEGV',
    },
    { pid: 101, parent: 100, exe: '/usr/bin/ssh', startedAs: '', libraries: ['io'], injected: 0, ...none },
    { pid: 100, parent: 1, exe: '/bin/reused', startedAs: '', libraries: ['io'], injected: 0, ...none },
  ]);
});

test('the same pid with another token is another program', () => {
  const segments = [aProcess({ token: 1n, start: 0n }), aProcess({ token: 2n, start: 0n })];
  assert.equal(collect(anInput({ segments })).processes.length, 2);
});

test('a forked process has the libraries of its parent, whichever it has called', () => {
  const segments = [
    aProcess({ token: 1n, library: 'io' }),
    aProcess({ token: 1n, pid: 101, forked: true, library: 'net' }),
    aProcess({ token: 1n, library: 'net' }),
    aProcess({ token: 2n, pid: 102, library: 'io' }),
  ];
  assert.deepEqual(
    collect(anInput({ segments })).processes.map(({ libraries }) => libraries),
    [['io', 'net'], ['io', 'net'], ['io']],
  );
});

test('a root process that no library reported from is a blind spot, unless that is known already', () => {
  const spots = (input: Parameters<typeof anInput>[0]) => collect(anInput(input)).blindSpots;
  assert.deepEqual(
    spots({ commandPid: 100, segments: [aProcess({ pid: 101 })] }).map(({ exe, pid, reason, detail }) => [
      ...[exe, pid, reason],
      /could not open or map the files of the run directory/.test(detail),
    ]),
    [['git', 100, 'unknown', true]],
  );
  const known = { exe: '/usr/bin/git', pid: null, reason: 'static', detail: 'it is static' } as const;
  assert.deepEqual(spots({ commandPid: 100, blindSpots: [known] }), [known]);
  assert.deepEqual(spots({ commandPid: 100, segments: [aProcess({ pid: 100 })] }), []);
  assert.deepEqual(spots({ commandPid: null }), []);
});

test('a known blind spot that reported all the same is none, but one that then ran another program is', () => {
  const known = { exe: '/lib64/ld-linux-x86-64.so.2', pid: 100, reason: 'static', detail: 'it is static' } as const;
  const spots = (executable: string) =>
    collect(anInput({ commandPid: 100, blindSpots: [known], segments: [aProcess({ pid: 100, executable })] }))
      .blindSpots;
  assert.deepEqual(spots('/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2'), []);
  assert.deepEqual(spots('/usr/bin/git'), [known]);
});

test('a root process that could not be recorded, or whose record cannot be read, is no blind spot', () => {
  for (const telemetry of [null, decodeTelemetry(buildTelemetry({ lost: 1n, segments: [] }).bytes)])
    assert.deepEqual(collect({ ...anInput({ commandPid: 100 }), telemetry }).blindSpots, []);
});

test('a program in which a library found no rule text is a blind spot', () => {
  const [spot] = collect(anInput({ segments: [aProcess({ pid: 100, withoutRules: true })] })).blindSpots;
  assert.deepEqual([spot?.exe, spot?.pid, spot?.reason], ['/usr/bin/git', 100, 'unknown']);
  assert.match(spot?.detail ?? '', /no io\.conf in the run directory/);
});

const uncovered: [cover: bigint, detail: string | undefined, reason: string, words: RegExp][] = [
  [1n, undefined, 'static', /^it is statically linked: it loads no libraries$/],
  [1n, '/opt/busybox', 'static', /^its interpreter \/opt\/busybox is statically linked/],
  [2n, undefined, 'secure', /^it runs with more rights/],
  [3n, '/lib/ld-musl-x86_64.so.1', 'other-libc', /^it needs \/lib\/ld-musl-x86_64.so.1, which is of another C library/],
  [3n, undefined, 'other-libc', /for another machine/],
  [
    4n,
    undefined,
    'environment',
    /LD_PRELOAD and CHAOS_CONFIG_DIR.* follow: false, .* 1,010 bytes, or .* system\(\) or popen\(\) .* 128 KiB$/,
  ],
  [
    5n,
    undefined,
    'permission',
    /could not open the run directory, .*another user .*hidden .*read-only.*; where su, .* run chaos itself as that user$/,
  ],
  [6n, undefined, 'unknown', /cannot be read/],
  [
    0n,
    undefined,
    'unknown',
    /none reported from it: .*\(a read-only mount, a filter of system calls, no memory or descriptor left\)$/,
  ],
];
for (const [value, detail, reason, words] of uncovered)
  test(`a program that was started with cover ${value} (${detail ?? ''}) is a blind spot: ${reason}`, () => {
    const slot = { kind: 'program', operation: 'execve', target: '/opt/tool', time: at(5), value, ordinal: 0 } as const;
    const slots = [{ ...slot, tid: 101, ...(detail === undefined ? {} : { detail }) }];
    const spots = (...segments: Segment[]) =>
      collect(anInput({ segments: [aProcess({ pid: 100, library: 'process', slots }), ...segments] })).blindSpots;
    const [spot, ...others] = spots(
      aProcess({ pid: 101, forked: true, time: at(6) }),
      aProcess({ pid: 101, time: at(4) }),
    );
    assert.deepEqual([spot?.exe, spot?.pid, spot?.reason, others], ['/opt/tool', 101, reason, []]);
    assert.match(spot?.detail ?? '', words);
    const executable = '/opt/tool';
    assert.deepEqual(
      spots(aProcess({ pid: 101, executable, time: at(6) })),
      [],
      'a library reported from it after all',
    );
  });

const later: [what: string, slot: Partial<Slot>, image: Segment, heard: boolean][] = [
  ['another program', {}, { executable: '/bin/cat' }, false],
  ['another program, started as a link', {}, { executable: '/bin/busybox', startedAs: '/bin/cat' }, false],
  ['what a static program started', { value: 1n }, { executable: '/bin/cat', startedAs: 'cat' }, false],
  ['what a script of a static shell started', { value: 1n, detail: '/bin/bb' }, { executable: '/bin/cat' }, false],
  ['the same file elsewhere', {}, { executable: '/newroot/opt/tool' }, true],
  ['a file that is gone', {}, { executable: '/opt/tool (deleted)', startedAs: './tool' }, true],
  ['a file that is not known', {}, { executable: '' }, true],
  ["a script's interpreter", { value: 4n, detail: '/bin/sh' }, { executable: '/bin/sh', startedAs: 'link' }, true],
  ["a link to a script's interpreter", { detail: '/bin/sh' }, { executable: '/bin/dash', startedAs: 'link' }, true],
  ['a script', { value: 4n, detail: '/bin/sh' }, { executable: '/bin/dash', startedAs: './tool' }, true],
];
for (const [what, slot, image, heard] of later)
  test(`that a program is covered is ${heard ? 'seen' : 'not seen'} by ${what} in its process`, () => {
    const slots: Slot[] = [
      {
        kind: 'program',
        operation: 'execve',
        target: '/opt/tool',
        tid: 101,
        time: at(5),
        value: 0n,
        ordinal: 0,
        ...slot,
      },
    ];
    const segments = [aProcess({ pid: 100, slots }), aProcess({ pid: 101, time: at(6), ...image })];
    assert.equal(collect(anInput({ segments })).blindSpots.length, heard ? 0 : 1);
  });

test('an object that a process loads past the libraries is a blind spot, whatever is heard of the process', () => {
  const slot = {
    kind: 'program',
    operation: 'dlopen',
    target: '/lib/plugin.so',
    tid: 100,
    value: 7n,
    ordinal: 0,
  } as const;
  const { blindSpots } = collect(
    anInput({ segments: [aProcess({ library: 'process', slots: [slot] }), aProcess({ time: at(9) })] }),
  );
  assert.deepEqual(
    blindSpots.map(({ exe, pid, reason, detail }) => [exe, pid, reason, /RTLD_DEEPBIND/.test(detail)]),
    [['/lib/plugin.so', 100, 'unknown', true]],
  );
});

test('a program that is started again and again is one blind spot, of an unknown process where that is unknown', () => {
  const slot = { kind: 'program', operation: 'system', target: '/bin/sh', tid: 0, value: 1n, ordinal: 0 } as const;
  const slots = [slot, slot, { ...slot, value: 2n }];
  const { blindSpots } = collect(anInput({ segments: [aProcess({ slots })] }));
  assert.deepEqual(
    blindSpots.map(({ pid, reason, detail }) => [pid, reason, / \(2 times\)$/.test(detail)]),
    [
      [null, 'static', true],
      [null, 'secure', false],
    ],
  );
});

const BOTH = aProfile([aRule({ id: 'wal-fsync' }), aRule({ id: 'connect', library: 'net', operation: 'connect' })]);
const partial: [what: string, segments: Segment[], spots: [string, number | null][]][] = [
  ['a program', [aProcess({ pid: 100 })], [['/usr/bin/git', 100]]],
  ['none', [aProcess({ pid: 100 }), aProcess({ pid: 100, library: 'net' })], []],
  ['none, for its copy', [aProcess({}), aProcess({ pid: 101, library: 'net', forked: true })], []],
  [
    'none that started another',
    [aProcess({}), ...['io', 'net'].map((library) => aProcess({ library, token: 2n, image: 1 }))],
    [],
  ],
  [
    'what another started',
    [aProcess({}), aProcess({ token: 2n, image: 1, executable: '/bin/cat' })],
    [['/bin/cat', 100]],
  ],
  [
    'the same, once',
    [0n, 1n, 2n].map((token) => aProcess({ token, pid: 100 + Number(token) })),
    [['/usr/bin/git', 100]],
  ],
];
for (const [what, segments, expected] of partial)
  test(`a program in which only some of the libraries reported is a blind spot: ${what}`, () => {
    const { blindSpots } = collect(anInput({ profile: BOTH, segments }));
    assert.deepEqual(
      blindSpots.map(({ exe, pid }) => [exe, pid]),
      expected,
    );
    for (const { reason, detail } of blindSpots) {
      assert.equal(reason, 'unknown');
      assert.match(detail, /^net did not report from it, so no rule of that library was in force: its LD_PRELOAD/);
    }
  });

test('one that a program without libraries ran in its own place is a blind spot besides that', () => {
  const known = { exe: '/bin/busybox', pid: 100, reason: 'static', detail: 'it is static' } as const;
  const { blindSpots } = collect(anInput({ profile: BOTH, blindSpots: [known], segments: [aProcess({ pid: 100 })] }));
  assert.deepEqual(
    blindSpots.map(({ exe, pid, reason }) => [exe, pid, reason]),
    [
      ['/bin/busybox', 100, 'static'],
      ['/usr/bin/git', 100, 'unknown'],
    ],
  );
});

test('but not one whose record was lost, nor a Go program, in which they start when they are called', () => {
  const input = anInput({ profile: BOTH, segments: [aProcess({})] });
  const telemetry = input.telemetry && { ...input.telemetry, lost: 1 };
  assert.deepEqual(collect({ ...input, telemetry }).blindSpots, []);
  const spots = (way: 'go' | 'liburing') => collect({ ...input, bypasses: [{ exe: '/usr/bin/git', way }] }).blindSpots;
  assert.deepEqual([spots('go').length, spots('liburing').length], [0, 1]);
});

test('where processes were lost, silence of a program says nothing', () => {
  const slots = [{ kind: 'program', operation: 'execve', target: '/bin/a', tid: 101, value: 0n, ordinal: 0 } as const];
  const input = anInput({ segments: [aProcess({ library: 'process', slots })] });
  const telemetry = input.telemetry && { ...input.telemetry, lost: 1 };
  assert.deepEqual(collect({ ...input, telemetry }).blindSpots, []);
});

test('how a process ended is told by who waited for it, and goes to the last program that it ran by then', () => {
  const ending = (tid: number, time: bigint, value: bigint) =>
    ({ kind: 'ending', operation: 'waitpid', tid, time, value }) as const;
  const slots = [
    ending(101, at(9), 0x300n),
    ending(102, at(9), 11n),
    ending(103, at(9), 64n),
    ending(100, at(9), 0x700n),
    ending(999, at(9), 0n),
  ];
  const segments = [
    aProcess({ pid: 100, library: 'process', slots }),
    aProcess({ pid: 101, parent: 100, start: 1n, time: at(1), forked: true }),
    aProcess({ pid: 101, parent: 100, start: 1n, time: at(2), image: 1 }),
    aProcess({ pid: 101, parent: 100, start: 9n, time: at(10) }),
    aProcess({ pid: 102, parent: 100, start: 2n, time: at(3) }),
    aProcess({ pid: 103, parent: 100, start: 3n, time: at(3) }),
  ];
  assert.deepEqual(
    collect(anInput({ segments })).processes.map(({ pid, exitCode, signal }) => [pid, exitCode, signal]),
    [
      [100, 0, null],
      [101, null, null],
      [101, 3, null],
      [101, null, null],
      [102, null, 'SIGSEGV'],
      [103, null, 'SIG64'],
    ],
  );
});

/** A shell with pid 1 saw its child with pid 2 die of SIGSEGV at 9 ms; who else has these pids. */
const namesakes: [what: string, others: Segment[], told: (string | null)[]][] = [
  ['one process', [], ['SIGSEGV']],
  ['two, of which each has such a parent', [{ pid: 1, token: 9n, start: 2n }, { start: 8n }], [null, null]],
  ['two of one start', [{ pid: 1, token: 9n, start: 2n }, { token: 8n }], [null, null]],
  ['one, and two have that of its parent', [{ pid: 1, token: 9n, start: 2n }], [null]],
  ['two, of which one has another parent', [{ start: 8n, parent: 7 }], ['SIGSEGV', null]],
  ['two, of which one began later', [{ start: 8n, time: at(10) }], ['SIGSEGV', null]],
  ['one that has run two programs', [{ token: 8n, image: 1, time: at(4) }], [null, 'SIGSEGV']],
  ['one whose parent has run two programs', [{ pid: 1, parent: 0, start: 1n, image: 1 }], ['SIGSEGV']],
];
for (const [what, others, told] of namesakes)
  test(`that a process died goes to nobody else of its pid, which belongs to ${what}`, () => {
    const death = { kind: 'ending', operation: 'waitpid', tid: 2, time: at(9), value: 11n } as const;
    const segments = [
      aProcess({ pid: 1, parent: 0, start: 1n, library: 'process', slots: [death] }),
      aProcess({ pid: 2, parent: 1, start: 5n, time: at(3) }),
      ...others.map((other) => aProcess({ pid: 2, parent: 1, start: 5n, time: at(3), ...other })),
    ];
    const { processes } = collect(anInput({ segments, commandPid: 50 }));
    assert.deepEqual(
      processes.filter(({ pid }) => pid === 2).map(({ signal }) => signal),
      told,
    );
  });

test('a process whose end is known is not meant by the end of another with its pid', () => {
  const death = (time: bigint, value: bigint) =>
    ({ kind: 'ending', operation: 'waitpid', tid: 2, time, value }) as const;
  const segments = [
    aProcess({ pid: 1, start: 1n, library: 'process', slots: [death(at(9), 11n), death(at(5), 0x300n)] }),
    aProcess({ pid: 2, start: 5n, time: at(3) }),
    aProcess({ pid: 2, start: 8n, time: at(6) }),
  ];
  assert.deepEqual(
    collect(anInput({ segments, commandPid: 50 })).processes.map(({ exitCode, signal }) => [exitCode, signal]),
    [
      [null, null],
      [3, null],
      [null, 'SIGSEGV'],
    ],
  );
});

test('fault points are operations at call sites, known from injections and samples', () => {
  const site = (offset: bigint) => ({ module: '/bin/a', offset });
  const slots = [
    { operation: 'open', rule: KEY, site: site(1n) },
    { operation: 'open', rule: KEY, site: site(1n) },
    { operation: 'open', site: site(1n) },
    { operation: 'open', site: site(2n) },
    { operation: 'open' },
    { operation: 'close', site: site(1n) },
  ];
  const segments = [aProcess({ pid: 1, slots }), aProcess({ pid: 2, slots })];
  assert.deepEqual(collect(anInput({ segments })).coverage, {
    points: 4,
    reached: 4,
    injected: 1,
    byOperation: [
      { library: 'io', operation: 'close', points: 1, reached: 1, injected: 0 },
      { library: 'io', operation: 'open', points: 3, reached: 3, injected: 1 },
    ],
  });
});

test('a report without telemetry is whole', () => {
  const report = collect({ ...anInput({ profile: PROFILE }), telemetry: null, commandPid: null });
  assert.deepEqual(report.injections, { recorded: 0, dropped: 0, items: [] });
  assert.equal(report.rules.length, 1);
});
