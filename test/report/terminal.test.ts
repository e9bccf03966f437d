import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../../src/profile/width.ts';
import { collect } from '../../src/report/collect.ts';
import type { Report } from '../../src/report/report.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTerminal } from '../../src/report/terminal.ts';
import { aGitRun, aHugeReport, aHungRun, aNastyRun, aPassedRun } from './example.ts';

const reports = {
  git: collect(aGitRun()),
  nasty: collect(aNastyRun()),
  passed: collect(aPassedRun()),
  hung: collect(aHungRun()),
  huge: aHugeReport(collect(aGitRun())),
};

for (const [name, report] of Object.entries(reports))
  for (const width of [40, 72, 80, 110, 200])
    test(`the ${name} report fits 40 lines of ${width} columns`, () => {
      const lines = renderTerminal(report, { color: false, width }).split('\n');
      assert.ok(lines.length <= 40, `${lines.length} lines`);
      for (const line of lines)
        if (!line.startsWith('replay: ')) assert.ok(displayWidth(line) <= Math.max(72, width), line);
    });

for (const [name, report] of Object.entries(reports))
  test(`the ${name} report is the same with and without colours, and no name brings its own`, () => {
    const plain = renderTerminal(report, { color: false, width: 100 });
    const painted = renderTerminal(report, { color: true, width: 100 });
    assert.equal(stripVTControlCharacters(painted), plain);
    assert.deepEqual(plain.match(/[\p{Cc}\p{Cf}\p{Cs}]/gu)?.filter((character) => character !== '\n') ?? [], []);
  });

test('no line is a workflow command to a runner that reads it', () => {
  for (const width of [40, 60, 75, 80, 90, 110, 200, Number.POSITIVE_INFINITY])
    for (const line of renderTerminal(reports.nasty, { color: false, width }).split('\n')) {
      assert.doesNotMatch(line.trimStart(), /^::/);
      assert.ok(!line.includes('##['), line);
    }
});

test('the command and how to replay it are what bash reads, whatever the runner takes for a command', () => {
  const command = ['::error::x', '::', 'a ::b', "x ##[error]it's", '\x1b[31m'];
  const profile = { ...reports.passed.profile, path: 'a ::b.yml' };
  const text = renderTerminal({ ...reports.passed, command, profile }, { color: false, width: 100 });
  const words = (line: string) =>
    spawnSync('bash', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
      .stdout.trimEnd()
      .split('\n');
  assert.deepEqual(words(text.match(/^(.*) succeeded after /m)?.[1] ?? ''), command);
  assert.deepEqual(words(text.match(/^replay: (.*)$/m)?.[1] ?? '').slice(3), [
    'a ::b.yml',
    '--seed',
    '42',
    '--',
    ...command,
  ]);
});

/** The git report with so many rules, of which some injected nothing, and with other reasons. */
function withRules(count: number, silent: number[], gate: Partial<Report['gate']> = {}): Report {
  const { git } = reports;
  const [rule] = git.rules;
  if (!rule) throw new Error('there is a rule');
  const rules = Array.from({ length: count }, (_, n) => ({
    ...rule,
    id: `r${n}`,
    matched: 99,
    injected: silent.includes(n) ? 0 : n + 1,
  }));
  return { ...git, rules, gate: { ...git.gate, ...gate } };
}

const shownRules = (report: Report, width = 100) =>
  [...renderTerminal(report, { color: false, width }).matchAll(/^ {2}(r\d+) /gm)].map(([, id]) => id);

test('of many rules those are shown that injected nothing, then those that injected most', () => {
  assert.deepEqual(shownRules(withRules(6, [])), ['r0', 'r1', 'r2', 'r3', 'r4', 'r5']);
  assert.deepEqual(shownRules(withRules(9, [])), ['r3', 'r4', 'r5', 'r6', 'r7', 'r8']);
  assert.deepEqual(shownRules(withRules(30, [0, 1])), ['r0', 'r1', 'r24', 'r25', 'r26', 'r27', 'r28', 'r29']);
  assert.deepEqual(shownRules(withRules(30, [2])), ['r2', 'r24', 'r25', 'r26', 'r27', 'r28', 'r29']);
  const all = Array.from({ length: 50 }, (_, n) => n);
  assert.deepEqual(
    shownRules(withRules(50, all)),
    all.slice(0, 20).map((n) => `r${n}`),
  );
  assert.match(
    renderTerminal(withRules(50, all), { color: false, width: 100 }),
    /… and 30 more rules, in report\.json/,
  );
});

test('faults that were counted and left no record are not called none', () => {
  for (const [dropped, terminal, summary] of [
    [0, 'happened  no fault\n', '### Happened\n\nNo fault.\n'],
    [1, 'happened  1 fault, of which there is no record\n', '\n\n1 fault, of which there is no record.\n'],
    [2000, 'happened  2,000 faults, of which there is no record\n', '\n\n2,000 faults, of which there is no record.\n'],
  ] as const) {
    const report = { ...reports.passed, injections: { recorded: 0, dropped, items: [] } };
    assert.ok(renderTerminal(report, { color: false, width: 80 }).includes(terminal));
    assert.ok(renderSummary(report).includes(summary));
  }
});

test('no reason is cut, however narrow the terminal and long the names', () => {
  const reasons = [3, 30, 90].map((words) => `${'reason '.repeat(words)}${'/data/long'.repeat(words)} end${words}`);
  for (const width of [72, 100, Number.POSITIVE_INFINITY]) {
    const shown = renderTerminal(withRules(1, [], { reasons: reasons.slice(0, 2) }), { color: false, width });
    for (const reason of reasons.slice(0, 2))
      assert.ok(shown.replace(/\s+/g, '').includes(reason.replace(/\s+/g, '')), shown);
    const [whole = ''] = reasons.slice(2);
    const alone = renderTerminal(withRules(1, [], { reasons: [whole] }), { color: false, width });
    assert.ok(alone.replace(/\s+/g, '').includes(whole.replace(/\s+/g, '')), alone);
  }
});

test('where there is no screen nothing is cut, and every reason is there', () => {
  const { git, hung, nasty } = reports;
  const endless = (report: Report) => renderTerminal(report, { color: false, width: Number.POSITIVE_INFINITY });
  const reasons = Array.from({ length: 30 }, (_, n) => `reason number ${n} of many`);
  const text = endless({ ...git, gate: { ...git.gate, reasons } });
  for (const expected of [
    '/data/repo/.git/objects/pack/tmp_pack_a1b2c3 ',
    'fsync at libz.so.1+0x88\n',
    "git commit -m 'first commit' failed",
    ...reasons.map((reason) => `\n  ✗ ${reason}\n`),
  ])
    assert.ok(text.includes(expected), expected);
  assert.ok(endless(hung).includes(`not covered: git (unknown) ${hung.blindSpots[0]?.detail}\n`));
  for (const line of endless(nasty).split('\n')) assert.ok(line.length < 4_000);
});
