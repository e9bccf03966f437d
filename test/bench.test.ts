import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { allowedNs, callsOf } from '../bench/call.ts';
import { deviation, type Figure, figure, median } from '../bench/figure.ts';
import { peers } from '../bench/peer.ts';
import { matchingText, scenarios } from '../bench/scenario.ts';
import { renderTables } from '../bench/table.ts';
import { libraries } from '../src/compile/grammar.ts';
import { put, scratch } from './scratch.ts';

const root = join(import.meta.dirname, '..');

function measured(added: number, budget: number | null): Figure {
  const numbers = { bare: 100, preloaded: 100 + added, budget };
  return figure({ group: 'time', scenario: 'no-rule', what: 'pread', unit: 'ns', ...numbers });
}

test('the benchmark measures every call in every scenario and behind every tool, and writes all of it as JSON and on a page', (context) => {
  const directory = scratch(context);
  const output = join(directory, 'results.json');
  const page = put(join(directory, 'page.md'), '# Before\n\n<!-- figures -->\nold\n<!-- end -->\n\nAfter\n');
  const effort = ['--batches', '1', '--length', '20', '--starts', '2', '--injections', '1000'];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bench/bench.ts'), '--quick', ...effort, '-o', output, '--page', page],
    { encoding: 'utf8', timeout: 300_000 },
  );
  assert.equal(status, 0, stderr);
  const { schemaVersion, figures, skipped } = JSON.parse(readFileSync(output, 'utf8')) as {
    schemaVersion: number;
    figures: Figure[];
    skipped: string[];
  };
  assert.equal(schemaVersion, 1);
  for (const one of figures) {
    const name = `${one.group} ${one.scenario} ${one.what}`;
    assert.ok(Number.isFinite(one.bare) && Number.isFinite(one.preloaded), name);
    assert.ok(Math.abs(one.preloaded - one.bare - one.added) < 0.01, name);
    assert.equal(one.ok === null, one.budget === null && one.most === null, name);
  }
  const calls = callsOf(join(root, 'build/bench/calls'));
  assert.deepEqual([...new Set(calls.map(({ library }) => library))], [...libraries.keys()]);
  const timed = figures.filter(({ group }) => group === 'time');
  for (const scenario of scenarios)
    for (const count of scenario.threads)
      assert.deepEqual(
        timed
          .filter((one) => one.scenario === scenario.name && one.threads === count)
          .map(({ library, what, budget }) => [library, what, budget]),
        calls.map((call) => [call.library, call.name, allowedNs(call, scenario)]),
        scenario.name,
      );
  const budget = (scenario: string, what: string) =>
    timed.find((one) => one.scenario === scenario && one.what === what && one.threads === 1)?.budget;
  for (const [scenario, what, ns] of [
    ['no-rule', 'pread', 10],
    ['no-rule', 'open+close', 30],
    ['other-operation', 'pread', 10],
    ['other-operation', 'open+close', 30],
    ['match-1', 'open+close', 180],
    ['match-256', 'fopen+fclose', 400],
    ['match-1', 'fsync', null],
  ] as const)
    assert.equal(budget(scenario, what), ns, `${scenario} ${what}`);
  const most = timed.filter((one) => one.most !== null).map((one) => [one.scenario, one.what, one.most]);
  assert.deepEqual(most, [
    ['no-rule', 'pread', 1.02],
    ['no-rule', 'clock_gettime', 1.3],
  ]);
  const names = calls.map(({ name }) => name);
  for (const peer of peers) {
    if (skipped.some((reason) => reason.startsWith(`${peer.name}: `))) continue;
    const measured = figures
      .filter((one) => one.group === 'peer' && one.scenario === peer.name)
      .map(({ what }) => what);
    assert.deepEqual(measured.toSorted(), peer.calls.toSorted(), peer.name);
    for (const call of peer.calls) assert.ok(names.includes(call), call);
  }
  const groups = [...new Set(figures.map(({ group }) => group))].filter((group) => group !== 'peer');
  assert.deepEqual(groups, ['time', 'start', 'load', 'step', 'memory', 'object']);
  assert.deepEqual(
    figures.filter(({ group }) => group === 'load').map(({ scenario, budget }) => [scenario, budget]),
    [...libraries.keys()].map((library) => [library, 50_000]),
  );
  assert.match(stdout, /^time, in ns\n +scenario +threads +what +bare +preloaded +added/);
  assert.ok(stdout.trimEnd().endsWith(output));
  const written = readFileSync(page, 'utf8');
  assert.ok(written.startsWith('# Before\n\n<!-- figures -->\n'));
  assert.ok(written.endsWith('<!-- end -->\n\nAfter\n'));
  for (const name of names) assert.ok(written.includes(`| \`${name}\` | `), name);
});

test('the rules that are to match calls are rules of each library, as many as are asked for', () => {
  for (const library of libraries.keys())
    for (const count of [256, 4096])
      assert.equal(matchingText(library, count, '/files').match(/^.+:.+@.*\bp=0$/gm)?.length, count, library);
});

test('a benchmark that cannot be run as it was asked for says why and measures nothing', () => {
  const cases: [string[], number, RegExp][] = [
    [
      ['--object', '/no/such/libchaos-io.so'],
      3,
      /^bench: \/no\/such\/libchaos-io\.so: no such file or directory; name a built library with --object\n$/,
    ],
    [['--rounds', '0'], 2, /^bench: --rounds is 0; write a whole number from 1 to 1000000\n$/],
    [['--length', 'many'], 2, /^bench: --length is many; write a whole number from 1 to 1000000\n$/],
    [['--round', '1'], 2, /^bench: Unknown option '--round'/],
  ];
  for (const [args, code, message] of cases) {
    const ended = spawnSync(process.execPath, [join(root, 'bench/bench.ts'), ...args], {
      encoding: 'utf8',
      timeout: 300_000,
    });
    assert.equal(ended.status, code, args.join(' '));
    assert.match(ended.stderr, message);
    assert.equal(ended.stdout, '');
  }
});

test('a figure is over when more was added than its budget, and without a budget it is neither', () => {
  const cases: [number, number | null, boolean | null][] = [
    [10, 10, true],
    [10.1, 10, false],
    [-5, 0, true],
    [10, null, null],
  ];
  for (const [added, budget, ok] of cases) assert.equal(measured(added, budget).ok, ok, `${added} of ${budget}`);
  assert.equal(measured(25, null).ratio, 1.25);
  assert.deepEqual(
    [1.25, 1.24].map((most) => figure({ ...measured(25, 30), most }).ok),
    [true, false],
  );
});

test('tables are aligned and say ok or over', () => {
  assert.equal(
    renderTables([measured(5, 10), measured(1000, 10)]),
    [
      'time, in ns',
      '  scenario  threads  what   bare  preloaded  added  ±    ratio  budget',
      '  no-rule         1  pread   100        105      5      1.050x     +10  ok',
      '  no-rule         1  pread   100       1100   1000     11.000x     +10  over',
      '',
    ].join('\n'),
  );
});

test('medians and deviations are those of the middle', () => {
  const cases: [number[], number, number][] = [
    [[3], 3, 0],
    [[4, 1, 3, 2], 2.5, 1],
    [[100, 1, 2], 2, 1],
  ];
  for (const [numbers, middle, apart] of cases)
    assert.deepEqual([median(numbers), deviation(numbers)], [middle, apart]);
});
