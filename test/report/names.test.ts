import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleKey } from '../../src/compile/key.ts';
import { collect } from '../../src/report/collect.ts';
import { programName } from '../../src/report/names.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { anInput, aProcess, aProfile, aRule, at } from './example.ts';

const names: [exe: string, startedAs: string, name: string][] = [
  ['/usr/bin/redis-check-rdb', '/usr/bin/redis-server', 'redis-server (redis-check-rdb)'],
  ['/usr/bin/redis-check-rdb', '', 'redis-check-rdb'],
  ['/usr/bin/python3.11', './tests/run.py', 'run.py (python3.11)'],
  ['/usr/bin/python3.11', '/usr/bin/python3', 'python3.11'],
  ['/usr/bin/git', 'git', 'git'],
  ['/usr/bin/git (deleted)', '/usr/bin/git', 'git (deleted)'],
  ['/opt/browser', '/proc/self/exe', 'browser'],
  ['/opt/browser', '/dev/fd/7', 'browser'],
  ['git', 'git', 'git'],
  ['', '', ''],
];
for (const [exe, startedAs, name] of names)
  test(`${exe || 'nothing known'}, started as ${startedAs || 'nothing known'}, is named ${name || 'by nothing'}`, () =>
    assert.equal(programName(exe, startedAs), name));

const REDIS = '/usr/bin/redis-check-rdb';

/** A run of a link and of the executable that it leads to: both met a fault, and the link's process crashed. */
function aRunOfLinks() {
  const wal = aRule({ id: 'wal', selector: '*' });
  const other = aRule({ id: 'other', operation: 'open', selector: '/x' });
  const fault = { operation: 'fsync', rule: ruleKey('wal'), value: 5n, target: '/data/aof' };
  const crash = { kind: 'ending' as const, operation: 'waitpid', tid: 101, time: at(9), value: 6n };
  const segments = [
    aProcess({ pid: 100, library: 'process', slots: [crash] }),
    aProcess({ pid: 101, parent: 100, executable: REDIS, startedAs: '/usr/bin/redis-server', slots: [fault] }),
    aProcess({
      ...{ pid: 102, parent: 100, executable: REDIS, startedAs: REDIS, lanes: [{ open: 1 }] },
      slots: [fault, { operation: 'open', target: '/y' }],
    }),
  ];
  return collect(anInput({ profile: aProfile([wal, other], { unmatchedRules: 'warn' }), segments }));
}

test('who reads a report gets the name by which a program was started', () => {
  const report = aRunOfLinks();
  const screen = renderTerminal(report, { color: false, width: 160 });
  assert.match(screen, /\/data\/aof +redis-server \(redis-check-rdb\) 101 /);
  assert.match(screen, /\/data\/aof +redis-check-rdb 102 /);
  assert.match(screen, /crashed: redis-server \(\/usr\/bin\/redis-check-rdb\) of SIGABRT/);
  const summary = renderSummary(report);
  assert.match(summary, /`redis-server \(redis-check-rdb\)` \(101\)/);
  assert.match(summary, /crashed: `redis-server \(\/usr\/bin\/redis-check-rdb\)`/);
  assert.match(summary, /\| 101 \| 100 \| `redis-server \(\/usr\/bin\/redis-check-rdb\)` \|/);
  const [unmatched, crash] = report.gate.warnings;
  assert.match(crash ?? '', /^redis-server \(redis-check-rdb\) died of SIGABRT/);
  assert.match(unmatched ?? '', /on \/y \(redis-check-rdb\)/);
});

test('a report of an older version, which does not say how programs were started, names their files', () => {
  const report = aRunOfLinks();
  for (const process of report.processes) delete process.startedAs;
  const screen = renderTerminal(report, { color: false, width: 160 });
  assert.match(screen, /\/data\/aof +redis-check-rdb 101 and 1 more/);
});
