import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { usual } from './build.ts';
import { fill, place, type Recorded, recorded, run, start } from './probe.ts';
import { check, runSteps, type Steps } from './steps.ts';

const skip = usual.missing;

for (const [name, text, where] of [
  ['a mistake', '*:fsync:EIO\n*:fsync:EOI\n', ':2:9: unknown effect or errno'],
  ['an unknown term', '*:fsync:EIO@odds=1\n', ':1:13: unknown term'],
  ['binary rubbish', '\0\xff\xfe*:EIO', ':1:1: a rule has no zero bytes'],
] as const)
  test(`${name} in the rule text: no faults, one line that says where, and a record of it`, { skip }, (context) => {
    const at = place(context);
    fill(at, '');
    writeFileSync(join(at.run, 'io.conf'), text);
    const args = ['create a x', 'repeat 3 fsync a', 'write a'];
    const result = recorded(start(at, 'steps', { args, environment: { CHAOS_CONFIG_DIR: at.run } }));
    assert.deepEqual(result.lines, ['create 0', 'fsync 0', 'fsync 0', 'fsync 0', 'write 1']);
    assert.match(result.stderr, new RegExp(`^chaos-io: ${at.run}/io.conf${where}[^\\n]*; no faults are injected\\n$`));
    assert.equal(`${result.process.message}; no faults are injected\n`, result.stderr);
    assert.deepEqual([result.process.rulesInvalid, result.process.withoutRules], [true, false]);
    assert.equal(result.process.calls.get('fsync'), 3);
  });

test('a rule text that cannot be read is told as such', { skip }, (context) => {
  const at = place(context);
  fill(at, undefined);
  mkdirSync(join(at.run, 'io.conf'));
  const result = recorded(start(at, 'steps', { args: ['create a x'], environment: { CHAOS_CONFIG_DIR: at.run } }));
  assert.match(result.stderr, /^chaos-io: \S+\/io\.conf: it is not a regular file; no faults are injected\n$/);
  assert.ok(result.process.rulesInvalid);
});

test('no rule text is no fault and no word', { skip }, (context) => {
  const at = place(context);
  fill(at, undefined);
  const result = recorded(
    start(at, 'steps', {
      args: ['create a x', 'fsync a', 'opendirectory d .', 'openat b d y'],
      environment: { CHAOS_CONFIG_DIR: at.run },
    }),
  );
  assert.deepEqual([result.lines, result.stderr], [['create 0', 'fsync 0', 'opendirectory 0', 'openat 0'], '']);
  assert.deepEqual([result.process.rulesInvalid, result.process.withoutRules], [false, true]);
  assert.equal(result.process.calls.get('fsync'), 1);

  const empty = place(context);
  const alone = start(empty, 'steps', { args: ['create a x'], environment: { CHAOS_CONFIG_DIR: empty.run } });
  assert.deepEqual([alone.lines, alone.stderr], [['create 0'], '']);
});

test('a directory that cannot be meant is told, and the program runs', { skip }, (context) => {
  for (const directory of ['relative/path', `/${'x'.repeat(600)}`]) {
    const { lines, stderr } = start(place(context), 'steps', {
      args: ['create a x'],
      environment: { CHAOS_CONFIG_DIR: directory },
    });
    assert.deepEqual(lines, ['create 0']);
    assert.match(stderr, /^chaos-io: CHAOS_CONFIG_DIR wants an absolute path[^\n]*\n$/);
  }
});

test('where a run cannot be shared no rule is in force: what happened would not be recorded', { skip }, (context) => {
  const contents = ['', 'short', 'x'.repeat(1 << 20)].map((content) => (path: string) => writeFileSync(path, content));
  const asDirectory = (path: string) => {
    rmSync(path);
    mkdirSync(path);
  };
  for (const name of ['control', 'telemetry'])
    for (const spoil of [...contents, asDirectory]) {
      const at = place(context);
      fill(at, '*:fsync:EIO');
      spoil(join(at.run, name));
      const { lines, stderr } = start(at, 'steps', {
        args: ['create a x', 'fsync a'],
        environment: { CHAOS_CONFIG_DIR: at.run },
      });
      assert.deepEqual([lines, stderr], [['create 0', 'fsync 0'], '']);
    }
});

test('without CHAOS_CONFIG_DIR the rules are in /tmp/.chaos-io.conf', { skip }, (context) => {
  const path = '/tmp/.chaos-io.conf';
  if (existsSync(path)) return context.skip(`${path} belongs to somebody`);
  context.after(() => rmSync(path, { force: true }));
  writeFileSync(path, '/nonexistent/of-chaos-test:open:EROFS\n/tmp:open:EDQUOT@exe=no-program-has-this-name\n');
  const { lines } = start(place(context), 'steps', {
    args: ['open a /nonexistent/of-chaos-test/x', 'open a /nonexistent/of-chaos', `open a ${path}`, 'create a x'],
  });
  rmSync(path);
  assert.deepEqual(lines, ['open -EROFS', 'open -ENOENT', 'open 0', 'create 0']);
});

/** Steps, with texts that replace one another: `$` and `%` as in runSteps; without the files of a run, unless asked for. */
function changing(
  context: TestContext,
  texts: string[],
  steps: Steps,
  environment: Record<string, string>,
  asRun = false,
): void {
  const at = place(context);
  const expand = (text: string) => text.replaceAll('$', at.work).replaceAll('%', at.run);
  if (asRun) fill(at, texts[0]);
  for (const [i, text] of texts.entries()) writeFileSync(join(at.run, i ? `text${i}` : 'io.conf'), `${expand(text)}\n`);
  const { lines } = start(at, 'steps', {
    args: steps.map(([step]) => expand(step)),
    environment: { CHAOS_CONFIG_DIR: at.run, ...environment },
  });
  check(lines, steps);
}

test('CHAOS_RELOAD_MS=0: a changed text is in force on the very next call', { skip }, (context) => {
  changing(
    context,
    ['$/a:fsync:EIO', '$/a:fsync:ENOSPC', '# nothing', '$/a:fsync:EOI', '$/a:fsync:EROFS'],
    [
      ['create a $/a', 0],
      ['fsync a', '-EIO'],
      ['rules %/text1 %/io.conf', 0],
      ['fsync a', '-ENOSPC'],
      ['rules %/text2 %/io.conf', 0],
      ['fsync a', 0],
      ['rules %/text3 %/io.conf', 0],
      ['fsync a', 0],
      ['rules %/text4 %/io.conf', 0],
      ['fsync a', '-EROFS'],
      ['rules %/io.conf %/gone', 0],
      ['fsync a', 0],
    ],
    { CHAOS_RELOAD_MS: '0' },
  );
});

test('what is known of a descriptor from before there were no rules for a while is nothing any more', {
  skip,
}, (context) => {
  const rules = '$/a:fsync:EIO';
  changing(
    context,
    [rules, '# nothing', rules],
    [
      ['fsync 0'],
      ['create a $/a', 0],
      ['rules %/text1 %/io.conf', 0],
      ['sleep 100', 0],
      ['close a', 0],
      ['create b $/b', 0],
      ['rules %/text2 %/io.conf', 0],
      ['sleep 100', 0],
      ['fsync b', 0],
      ['create c $/a', 0],
      ['fsync c', '-EIO'],
    ],
    { CHAOS_RELOAD_MS: '30' },
  );
});

test('a changed text is in force within the interval, and not looked for before', { skip }, (context) => {
  for (const environment of [{}, { CHAOS_RELOAD_MS: '30' }, { CHAOS_RELOAD_MS: 'soon' }])
    changing(
      context,
      ['$/a:fsync:EIO', '$/a:fsync:ENOSPC'],
      [
        ['create a $/a', 0],
        ['fsync a', '-EIO'],
        ['rules %/text1 %/io.conf', 0],
        ['sleep 100', 0],
        ['fsync a', '-ENOSPC'],
      ],
      environment,
    );
  changing(
    context,
    ['$/a:fsync:EIO', '$/a:fsync:ENOSPC'],
    [
      ['create a $/a', 0],
      ['sleep 100', 0],
      ['repeat 100 fsync a', '-EIO'],
      ['rules %/text1 %/io.conf', 0],
      ['repeat 100 fsync a', '-EIO'],
    ],
    { CHAOS_RELOAD_MS: '60000' },
  );
});

test('in a run a changed text is in force as soon as the generation says so, and no sooner', { skip }, (context) => {
  for (const environment of [{}, { CHAOS_RELOAD_MS: '0' }])
    changing(
      context,
      ['$/a:fsync:EIO', '$/a:fsync:ENOSPC', '$/a:fsync:EROFS'],
      [
        ['create a $/a', 0],
        ['fsync a', '-EIO'],
        ['rules %/text1 %/io.conf', 0],
        ['sleep 60', 0],
        ['fsync a', '-EIO'],
        ['rules %/text2 %/io.conf %/control', 0],
        ['fsync a', '-EROFS'],
      ],
      environment,
      true,
    );
});

test('a path asked about before is decided by the new rules', { skip }, (context) => {
  changing(
    context,
    ['$/a:stat:EIO', '$:stat:ENOSPC\n$/a:stat:EIO@0', '# nothing', '*:fsync:EIO\n$/a:stat:EROFS'],
    [
      ['repeat 3 stat $/a', '-EIO'],
      ['repeat 3 stat a', '-EIO'],
      ['rules %/text1 %/io.conf %/control', 0],
      ['repeat 3 stat $/a', '-ENOENT'],
      ['repeat 3 stat $/b', '-ENOSPC'],
      ['rules %/text2 %/io.conf %/control', 0],
      ['repeat 3 stat $/a', '-ENOENT'],
      ['rules %/text3 %/io.conf %/control', 0],
      ['repeat 3 stat $/a', '-EROFS'],
      ['repeat 3 stat a', '-EROFS'],
      ['repeat 3 stat $/b', '-ENOENT'],
    ],
    {},
    true,
  );
});

test('counters begin anew with a new text, those of the run go on', { skip }, (context) => {
  const rule = (id: string) => `$/a:fsync:EIO@${id}`;
  changing(
    context,
    [rule('times=2,id=t'), rule('times=2,id=t'), rule('budget=3,id=b'), rule('budget=3,id=b')],
    [
      ['create a $/a', 0],
      ['repeat 2 fsync a', '-EIO'],
      ['fsync a', 0],
      ['rules %/text1 %/io.conf %/control', 0],
      ['repeat 2 fsync a', '-EIO'],
      ['fsync a', 0],
      ['rules %/text2 %/io.conf %/control', 0],
      ['repeat 2 fsync a', '-EIO'],
      ['rules %/text3 %/io.conf %/control', 0],
      ['fsync a', '-EIO'],
      ['fsync a', 0],
    ],
    {},
    true,
  );
});

/** What a rule did in a run, independent of times and numbers. */
function story(result: Recorded): string[] {
  return result.injections.map(({ operation, effect, value, ordinal }) => `${operation} ${effect} ${value} ${ordinal}`);
}

const RANDOM = '$/a:fsync:EIO@0.3\n$/a:write:TORN@0.5\n$/a:pread:LATENCY:uniform(1us,1ms)@0.5';
const BUSY: Steps = [['create a $/a', 0], ['repeat 50 fsync a'], ['repeat 50 write a 100'], ['repeat 50 pread a 1']];

test('the same seed gives the same faults 20 times, another seed others', { skip }, (context) => {
  const stories = new Set<string>();
  for (let i = 0; i < 20; i++) stories.add(story(runSteps(context, RANDOM, BUSY, { seed: 42 })).join('\n'));
  assert.equal(stories.size, 1);
  const [first = ''] = stories;
  assert.ok(first.includes('TORN') && first.includes('ERRNO') && first.includes('LATENCY'));
  for (const seed of [43, 2 ** 40]) assert.notEqual(story(runSteps(context, RANDOM, BUSY, { seed })).join('\n'), first);
});

test('without a run CHAOS_SEED is the seed', { skip }, (context) => {
  const said = (seed: string) => {
    const at = place(context);
    writeFileSync(join(at.run, 'io.conf'), '/:fsync:EIO@0.5\n');
    const args = ['create a x', 'repeat 64 fsync a'];
    return start(at, 'steps', { args, environment: { CHAOS_CONFIG_DIR: at.run, CHAOS_SEED: seed } }).lines.join();
  };
  assert.equal(said('1'), said('1'));
  assert.notEqual(said('1'), said('2'));
});

test('numbers in the environment that are none are said to be so, where no run has them', { skip }, (context) => {
  const complaint = 'chaos-io: CHAOS_SEED or CHAOS_RELOAD_MS is no whole number\n';
  for (const [name, value, stderr] of [
    ['CHAOS_SEED', '1x', complaint],
    ['CHAOS_SEED', '-1', complaint],
    ['CHAOS_SEED', '18446744073709551615', complaint],
    ['CHAOS_SEED', '9999999999999999999', ''],
    ['CHAOS_SEED', '', ''],
    ['CHAOS_RELOAD_MS', '1.5', complaint],
  ] as const) {
    const at = place(context);
    assert.equal(start(at, 'steps', { environment: { CHAOS_CONFIG_DIR: at.run, [name]: value } }).stderr, stderr);
    fill(at, '');
    assert.equal(start(at, 'steps', { environment: { CHAOS_CONFIG_DIR: at.run, [name]: value } }).stderr, '');
  }
  const both = start(place(context), 'steps', { environment: { CHAOS_CONFIG_DIR: 'here', CHAOS_SEED: 'x' } });
  assert.match(both.stderr, /^chaos-io: CHAOS_CONFIG_DIR wants an absolute path[^\n]*\n$/);
});

test('rules of one run do not share their dice', { skip }, (context) => {
  const result = run(context, 'steps', {
    rules: '$/a:fsync:EIO@p=0.5,id=one\n$/b:fsync:EIO@p=0.5,id=two',
    prepare: () => undefined,
    args: ['create a a', 'create b b', 'repeat 64 fsync a', 'repeat 64 fsync b'],
  });
  const half = (from: number) => result.lines.slice(from, from + 64).join();
  assert.notEqual(half(2), half(66));
});
