import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deviation, type Figure, figure, median } from '../bench/figure.ts';
import { renderTables } from '../bench/table.ts';
import { scratch } from './scratch.ts';

const root = join(import.meta.dirname, '..');

function measured(added: number, budget: number | null): Figure {
  const numbers = { bare: 100, preloaded: 100 + added, budget };
  return figure({ group: 'time', scenario: 'no-rule', what: 'pread', unit: 'ns', ...numbers });
}

test('the benchmark measures every call in every scenario with tiny effort, and writes all of it as JSON', (context) => {
  const output = join(scratch(context), 'results.json');
  const effort = ['--rounds', '1', '--batches', '1', '--length', '20', '--starts', '2', '--times-only'];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bench/bench.ts'), ...effort, '-o', output],
    { encoding: 'utf8', timeout: 300_000 },
  );
  assert.equal(status, 0, stderr);
  const { schemaVersion, figures } = JSON.parse(readFileSync(output, 'utf8')) as {
    schemaVersion: number;
    figures: Figure[];
  };
  assert.equal(schemaVersion, 1);
  for (const one of figures) {
    const name = `${one.group} ${one.scenario} ${one.what}`;
    assert.ok(Number.isFinite(one.bare) && Number.isFinite(one.preloaded), name);
    assert.ok(Math.abs(one.preloaded - one.bare - one.added) < 0.01, name);
    assert.equal(one.ok, one.budget === null ? null : one.added <= one.budget, name);
  }
  const calls = (scenario: string, threads: number) =>
    figures
      .filter((one) => one.group === 'time' && one.scenario === scenario && one.threads === threads)
      .map(({ what, budget }) => [what, budget]);
  const within = (budget: number) => [
    ['pread', budget],
    ['write', budget],
    ['open+close', 2 * budget],
    ['stat', budget],
    ['stat-many', budget],
    ['clock_gettime', budget],
  ];
  for (const scenario of ['no-rule', 'other-operation'])
    for (const threads of [1, 2]) assert.deepEqual(calls(scenario, threads), within(10), scenario);
  assert.deepEqual(calls('match-1', 1), within(60));
  assert.deepEqual(calls('match-256', 1), within(100));
  assert.deepEqual(calls('match-4096', 1), within(150));
  const started = figures.filter(({ group }) => group === 'start').map(({ scenario }) => scenario);
  for (const scenario of ['no-rule', 'match-1', 'match-4096']) assert.ok(started.includes(scenario), scenario);
  const groups = new Set(figures.map(({ group }) => group));
  assert.deepEqual([...groups], ['time', 'start', 'memory', 'object']);
  assert.match(stdout, /^time, in ns\n +scenario +threads +what +bare +preloaded +added/);
  assert.ok(stdout.trimEnd().endsWith(output));
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
