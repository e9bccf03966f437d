import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signals } from '../../src/compile/grammar.ts';
import { ruleKey } from '../../src/compile/key.ts';
import { collect } from '../../src/report/collect.ts';
import type { CommandFacts } from '../../src/report/outcome.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import type { Segment } from '../telemetry/build.ts';
import { anInput, anOutcome, aProcess, aProfile, aRule, at } from './example.ts';

const PROFILE = aProfile([aRule({ id: 'boom', line: 3, effects: [{ kind: 'KILL', value: 'SIGSEGV' }] })]);

/** What a rule did: it sent a signal, or failed a call with EIO, on a file and in a thread of the process. */
type Strike = [pid: number, fault: string, target?: string, tid?: number];

/** A run of a command (process 100) and four workers, of which `deaths` died, and that the rule struck with `strikes`. */
function runOf(deaths: [pid: number, signal: string][], strikes: Strike[], facts: Partial<CommandFacts>) {
  const number = (signal: string) => BigInt(signals.get(signal) ?? 0);
  const endings = deaths.map(([tid, signal]) => ({
    kind: 'ending' as const,
    operation: 'waitpid',
    tid,
    time: at(9),
    value: number(signal),
  }));
  const slotsOf = (process: number) =>
    strikes
      .filter(([pid]) => pid === process)
      .map(([pid, fault, target = '/data/a', tid = pid], index) => ({
        operation: 'fsync',
        rule: ruleKey('boom'),
        effect: fault === 'EIO' ? 'ERRNO' : 'KILL',
        value: fault === 'EIO' ? 5n : number(fault),
        time: at(8 + index / 10),
        target,
        tid,
      }));
  const struck = (pid: number): Record<string, [number, number]> => (pid > 102 ? { late: [1, 1] } : {});
  const worker = (pid: number) =>
    aProcess({ pid, parent: 100, start: BigInt(pid), executable: '/opt/worker', slots: slotsOf(pid) }, struck(pid));
  const segments = [
    aProcess({ pid: 100, parent: 99 }, { boom: [9, 1] }),
    aProcess({ pid: 100, parent: 99, slots: slotsOf(100) }),
    aProcess({ pid: 100, parent: 99, library: 'process', slots: endings }),
    ...[101, 102, 103, 104].map(worker),
  ];
  return collect(anInput({ profile: PROFILE, segments, outcome: anOutcome(facts), commandPid: 100 }));
}

test('programs that crashed while the command ended well are named with their signal and how many they were', () => {
  const report = runOf(
    [
      [101, 'SIGABRT'],
      [102, 'SIGSEGV'],
      [103, 'SIGABRT'],
      [104, 'SIGSYS'],
    ],
    [],
    { exitCode: 0 },
  );
  assert.deepEqual(report.gate.warnings, [
    'worker died of SIGABRT (process 101 and 1 more), and no rule killed it: under faults a program may fail, but not crash. Replay with the same seed to see where',
    'worker died of SIGSEGV (process 102), and no rule killed it: no fault befell it itself, so see whether it does so without chaos, too',
    'worker died of SIGSYS (process 104), and no rule killed it: under faults a program may fail, but not crash. Replay with the same seed to see where. It may be a filter of system calls (seccomp) that met one of the libraries: they make some themselves, such as prlimit64, fcntl, getpid and openat',
  ]);
  assert.equal(report.gate.verdict, 'pass');
  assert.match(
    renderTerminal(report, { color: false, width: 100 }),
    /\n\ncrashed: \/opt\/worker of SIGABRT \(process 101 and 1 more\)\ncrashed: \/opt\/worker of SIGSEGV \(process 102\)\n/,
  );
  const [open = ''] = renderSummary(report).split('<details>');
  assert.match(
    open,
    /\n- 💥 crashed: `\/opt\/worker` of SIGABRT \(process 101 and 1 more\)\n- 💥 crashed: .* of SIGSEGV/,
  );
});

test('what a rule killed, and what others asked to end, did not crash', () => {
  const asked = ['SIGPIPE', 'SIGTERM', 'SIGKILL', 'SIGINT', 'SIGHUP', 'SIGQUIT'];
  for (const signal of asked) assert.deepEqual(runOf([[101, signal]], [], { exitCode: 0 }).gate.warnings, [], signal);
  assert.deepEqual(runOf([[101, 'SIGSEGV']], [[101, 'SIGSEGV']], { exitCode: 0 }).gate.warnings, []);
  assert.match(
    runOf([[101, 'SIGABRT']], [[101, 'SIGSEGV']], { exitCode: 0 }).gate.warnings.join(),
    /^worker died of SIGABRT/,
  );
  assert.match(
    runOf([[101, 'SIGSEGV']], [[102, 'SIGSEGV']], { exitCode: 0 }).gate.warnings.join(),
    /^worker died of SIGSEGV/,
  );
});

const ABORTED: Strike = [101, 'SIGABRT'];
const survived: [what: string, strikes: Strike[], went: boolean][] = [
  ['nothing more of it', [ABORTED], false],
  ['the error of the same call', [ABORTED, [101, 'EIO']], false],
  ['a call of another thread', [ABORTED, [101, 'EIO', '/data/b', 7]], false],
  ['an earlier call', [[101, 'EIO', '/data/b'], ABORTED], false],
  ['a later call', [ABORTED, [101, 'EIO', '/data/b']], true],
  ['the errors of two calls', [ABORTED, [101, 'EIO'], [101, 'EIO']], true],
  ['another signal', [ABORTED, [101, 'SIGUSR1']], true],
  ['the same signal again', [ABORTED, [101, 'EIO'], ABORTED, [101, 'EIO']], false],
];
for (const [what, strikes, went] of survived)
  test(`whether a program died of a signal that a rule sent to it is told by what is listed besides: ${what}`, () => {
    const { warnings } = runOf([[101, 'SIGABRT']], strikes, { exitCode: 0 }).gate;
    const warning =
      'worker died of SIGABRT (process 101), but it went on after rule boom had sent it that signal, so it may have died of something else: under faults a program may fail, but not crash. Replay with the same seed to see where';
    assert.deepEqual(warnings, went ? [warning] : []);
  });

const others: [what: string, other: Partial<Segment>, ends: number[], warnings: RegExp[]][] = [
  ['its process', { pid: 102 }, [9], []],
  ['not another of its pid', { start: 9n }, [9, 10], [/^worker died of SIGSEGV \(process 101\), and no rule/]],
  [
    'not of what it ran later',
    { image: 1, executable: '/opt/b' },
    [10],
    [/^b died of SIGSEGV \(process 101\), and no/],
  ],
];
for (const [what, other, ends, expected] of others)
  test(`a signal that a rule sent explains one death, of the program that it was sent to: ${what}`, () => {
    const kill = { operation: 'fsync', rule: ruleKey('boom'), effect: 'KILL', value: 11n, time: at(8) };
    const slots = ends.map((ms) => {
      return { kind: 'ending' as const, operation: 'waitpid', tid: 101, time: at(ms), value: 11n };
    });
    const worker = { pid: 101, parent: 100, executable: '/opt/worker' };
    const segments = [
      aProcess({ pid: 100, parent: 99, library: 'process', slots }),
      aProcess({ ...worker, slots: [kill] }),
      aProcess({ ...worker, time: at(9.5), ...other }),
    ];
    const { warnings } = collect(anInput({ profile: PROFILE, segments, commandPid: 100 })).gate;
    assert.deepEqual(warnings.length, expected.length);
    for (const [index, warning] of expected.entries()) assert.match(warnings[index] ?? '', warning);
  });

test('that the command itself crashed is told once, as the reason', () => {
  const { reasons, warnings } = runOf([], [], { signal: 'SIGSEGV' }).gate;
  assert.match(reasons.join('\n'), /^the command crashed: it died of SIGSEGV/);
  assert.deepEqual(warnings, []);
});

const ends: [what: string, strikes: Strike[], facts: Partial<CommandFacts>, reason: RegExp][] = [
  [
    'a signal that a rule sent',
    [[100, 'SIGSEGV']],
    { signal: 'SIGSEGV' },
    /^the command died of SIGSEGV after 1\.2 s, which rule boom \(chaos\/flaky-storage\.yml:3\) sent to it: /,
  ],
  [
    'a request that a rule sent',
    [[100, 'SIGTERM']],
    { signal: 'SIGTERM' },
    /^the command died of SIGTERM .* rule boom /,
  ],
  ['a signal that it sent to others', [[101, 'SIGSEGV']], { signal: 'SIGSEGV' }, /^the command crashed: it died/],
  ['another signal', [[100, 'SIGSEGV']], { signal: 'SIGABRT' }, /^the command crashed: it died of SIGABRT/],
  [
    'the exit code for one that it sent',
    [[101, 'SIGSEGV']],
    { exitCode: 139 },
    /^the command ended with exit code 139, by which a shell says that a program died of SIGSEGV, as rule boom \(.*:3\) made one, but .* add 139/,
  ],
  [
    'a signal that a rule sent long before',
    [
      [100, 'SIGABRT'],
      [100, 'EIO', '/data/b'],
    ],
    { signal: 'SIGABRT' },
    /^the command died of SIGABRT after 1\.2 s\. It went on after rule boom \(.*:3\) had sent it that signal, so it may/,
  ],
  [
    'the exit code for one that a program survived',
    [
      [101, 'SIGSEGV'],
      [101, 'EIO', '/data/b'],
    ],
    { exitCode: 139 },
    /^the command crashed: exit code 139 says/,
  ],
  ['the exit code for another', [[101, 'SIGSEGV']], { exitCode: 134 }, /^the command crashed: exit code 134 says/],
];
for (const [what, strikes, facts, reason] of ends)
  test(`a command that ended with ${what} is told so`, () => {
    assert.match(runOf([], strikes, facts).gate.reasons.join('\n'), reason);
  });
