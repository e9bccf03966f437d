import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { MISTAKES, ProfileError } from '../../src/profile/mistake.ts';
import { parseProfile } from '../../src/profile/parse.ts';
import { processorMs } from '../processor-time.ts';

const RULE = 'rules: [{ on: io.fsync, fail: EIO }]\n';

function parse(text: string, path = 'profile.yml') {
  return parseProfile(new TextEncoder().encode(text), path);
}

test('a profile has every value in its base unit and the defaults where the file says nothing', () => {
  const text = `version: 1
rules:
  - on: io.read
    fail: EINTR
    delay: 1.5s
    from: 250
    until: 2m
    nth: [5, 1, 5]

  - id: b
    on: io.*
    path: //data/./x/
    corrupt: true
    process: git*
`;
  assert.deepEqual(parse(text, 'profiles/flaky.storage.yml'), {
    name: 'flaky.storage',
    path: 'profiles/flaky.storage.yml',
    sha256: createHash('sha256').update(text).digest('hex'),
    follow: true,
    rules: [
      {
        id: 'rule-1',
        line: 3,
        library: 'io',
        operation: 'read',
        selector: '*',
        effects: [
          { kind: 'ERRNO', errno: 'EINTR' },
          { kind: 'LATENCY', delay: { kind: 'fixed', ms: 1500 } },
        ],
        policy: { fromMs: 250, untilMs: 120_000, nth: [1, 5] },
      },
      {
        id: 'b',
        line: 10,
        library: 'io',
        selector: '/data/x',
        effects: [{ kind: 'CORRUPT' }],
        policy: { process: 'git*' },
      },
    ],
    gate: { exitCodes: [0], unmatchedRules: 'fail' },
  });
});

test('a rule of probability 0 is an exception, and no mistake: docs/profile.md says so', () => {
  const rules = '- { on: io.fsync, path: /data/x, fail: EIO, probability: 0 }\n- { on: io.fsync, fail: EIO }\n';
  assert.deepEqual(parse(`version: 1\nrules:\n${rules}`).rules[0]?.policy, { probability: 0 });
  assert.match(MISTAKES['never-fires'], /one of `probability: 0` is allowed/);
});

test('what the file says of name, seed and gate is kept', () => {
  const text = `version: 1\nname: n\nseed: 9007199254740991\n${RULE}gate: { exitCodes: [1, 0, 1], unmatchedRules: ignore }\n`;
  const { name, seed, gate } = parse(text);
  assert.deepEqual(
    { name, seed, gate },
    { name: 'n', seed: 2 ** 53 - 1, gate: { exitCodes: [1, 0], unmatchedRules: 'ignore' } },
  );
});

test('minus zero is zero', () => {
  assert.ok(Object.is(parse(`version: 1\nseed: -0\n${RULE}`).seed, 0));
  const { rules } = parse('version: 1\nrules: [{ on: io.fsync, fail: EIO, probability: -0.0 }]\n');
  assert.ok(Object.is(rules[0]?.policy.probability, 0));
});

test('the default name is the file name without directories and ending', () => {
  const names: [string, string][] = [
    ['chaos/flaky.yml', 'flaky'],
    ['flaky.YAML', 'flaky'],
    ['.yml', '.yml'],
    ['a.b', 'a.b'],
    ['evil\nname.yml', 'evil_name'],
    ['', 'profile'],
  ];
  for (const [path, name] of names) assert.equal(parse(`version: 1\n${RULE}`, path).name, name);
});

test('an earlier rule with the same path is no hindrance for other effects, processes, times or operations', () => {
  const first = {
    'on: io.write': 'on: io.fsync',
    'process: git': 'process: sh',
    'until: 5s': 'until: 6s',
    'fail: EIO': 'delay: 1',
  };
  for (const [earlier, later] of Object.entries(first)) {
    const rule = (term: string) => {
      const on = term.startsWith('on') ? '' : 'on: io.write, ';
      const effect = /fail|delay/.test(term) ? '' : 'fail: ENOSPC, ';
      return `{ ${on}${effect}${term} }`;
    };
    assert.equal(parse(`version: 1\nrules: [${rule(earlier)}, ${rule(later)}]\n`).rules.length, 2, later);
  }
});

test('a rule for every operation is shadowed by earlier rules for each of them', () => {
  const operations = ['write', 'pwrite'].map((name) => `{ on: io.${name}, torn: true }`);
  assert.equal(parse(`version: 1\nrules: [${operations[0]}, { on: io.*, torn: true }]\n`).rules.length, 2);
  assert.throws(
    () => parse(`version: 1\nrules: [${operations}, { on: io.*, torn: true }]\n`),
    /this torn never happens: the rule rule-1/,
  );
});

test('a clock is one target, whether a rule has its name or its number', () => {
  const rules = [
    '{ on: time.now, clock: CLOCK_MONOTONIC, offset: 1s }',
    '{ on: time.now, clock: 11, offset: 1s }',
    '{ on: time.now, clock: 12, offset: 1s }',
    '{ on: time.getres, clock: "0", fail: EINVAL }',
  ];
  const text = `version: 1\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
  assert.deepEqual(
    parse(text).rules.map(({ selector }) => selector),
    ['clock_gettime/monotonic', 'clock_gettime/tai', 'clock_gettime/12', 'clock_getres/realtime'],
  );
  assert.throws(() => parse(`${text}  - { on: time.now, clock: 1, offset: 2s }\n`), /never happens/);
});

/** Whether each effect of some rules can happen, or which of them never does. */
function assertHappens(rules: string, never: string | undefined): void {
  const text = `version: 1\nrules: [${rules}]\n`;
  if (never) assert.throws(() => parse(text), new RegExp(`${never} never happens`), rules);
  else assert.ok(parse(text), rules);
}

test('a rule is shadowed by an earlier one whose process and times include its own', () => {
  const later = '{ on: io.open, fail: EIO, process: git, from: 2s, until: 3s }';
  const cases: [string, boolean][] = [
    ['process: git, from: 1s', true],
    ['until: 3s', true],
    ['process: git, from: 2s, until: 3s', true],
    ['process: sh', false],
    ['from: 2500', false],
    ['process: git, until: 2999', false],
  ];
  for (const [terms, shadowed] of cases)
    assertHappens(`{ on: io.open, fail: EIO, ${terms} }, ${later}`, shadowed ? 'this fail' : undefined);
});

test('a rule that only interrupts leaves the calls that do not wait to others', () => {
  const cases: [string, boolean][] = [
    ['{ on: io.read, fail: EINTR }, { on: io.read, fail: EIO }', false],
    ['{ on: io.fsync, fail: EINTR }, { on: io.fsync, fail: EIO }', true],
    ['{ on: time.sleep, fail: EINTR }, { on: time.sleep, fail: EINVAL }', true],
    ['{ on: net.recv, fail: EINTR }, { on: net.*, fail: EIO }', false],
    ['{ on: io.read, fail: EINTR, short: true }', false],
    ['{ on: io.read, path: /a, fail: EINTR }, { on: io.read, fail: EIO, short: true }', false],
    ['{ on: io.read, fail: EINTR }, { on: io.read, fail: EINTR, after: 1 }', true],
    ['{ on: io.read, fail: EIO }, { on: io.read, fail: EINTR }', true],
    ['{ on: io.read, fail: EINTR, delay: 1s }, { on: io.read, delay: 2s }', true],
    ['{ on: io.read, fail: EINTR }, { on: io.read, fail: EIO }, { on: io.read, fail: EACCES }', true],
  ];
  for (const [rules, isMistaken] of cases) assertHappens(rules, isMistaken ? 'this (fail|delay)' : undefined);
});

test('what follows a failure never happens where both are effects of one rule and count the same calls', () => {
  const both = 'on: io.write, short: true, fail: EIO';
  const cases: [string, boolean][] = [
    ['{ RULE, nth: 3 }', true],
    ['{ RULE, after: 2, every: 5, from: 1s, process: git }', true],
    ['{ RULE, nth: 3 }, { on: io.write, path: /a, delay: 1s }', true],
    ['{ on: io.write, torn: true, short: true, nth: [1, 2] }', true],
    ['{ RULE, nth: 3, probability: 0.5 }', false],
    ['{ RULE, after: 3, times: 1 }', false],
    ['{ RULE, after: 3, budget: 1 }', false],
    ['{ on: io.*, short: true, fail: EIO, nth: 3 }', false],
    ['{ on: io.write, short: true, fail: EINTR, nth: 3 }', false],
    ['{ on: io.write, delay: 1s, kill: SIGPIPE, fail: EPIPE, nth: 3 }', false],
    ['{ RULE, nth: 3 }, { on: io.write, path: /a, short: true, probability: 0.5 }', false],
    ['{ RULE, nth: 3 }, { on: io.*, path: /a, fail: EIO, probability: 0.5 }', false],
    ['{ on: io.write, fail: EIO, nth: 3 }, { on: io.write, short: true, nth: 3 }', false],
  ];
  for (const [rules, isMistaken] of cases)
    assertHappens(rules.replace('RULE', both), isMistaken ? 'this short' : undefined);
});

test('a thousand effects can have a budget and no more', () => {
  const rules = (count: number, effects = 'fail: EIO') =>
    Array.from(
      { length: count },
      (_, index) => `  - { on: io.open, path: /data/${index}, ${effects}, budget: 1 }\n`,
    ).join('');
  assert.equal(parse(`version: 1\nrules:\n${rules(1000)}`).rules.length, 1000);
  assert.throws(() => parse(`version: 1\nrules:\n${rules(1001)}`), /profile.yml:1003:5: 1001 effects have a budget/);
  const both = 'fail: EIO, delay: 1s';
  assert.equal(parse(`version: 1\nrules:\n${rules(500, both)}`).rules.length, 500);
  assert.throws(() => parse(`version: 1\nrules:\n${rules(501, both)}`), /:503:5: 1002 effects have a budget/);
});

test('thousands of rules are read within seconds', () => {
  let text = 'version: 1\nrules:\n';
  for (let index = 0; text.length < 1024 * 1024 - 80; index++) {
    text += `  - { id: r${index}, on: io.write, path: /data/${index}, fail: EIO, times: 3 }\n`;
  }
  const start = processorMs();
  assert.ok(parse(text).rules.length > 10_000);
  assert.ok(processorMs() - start < 10_000);
});

test('aliases work as long as they do not multiply the profile', () => {
  const rules = (count: number, path: string) =>
    `version: 1\nname: &path ${path}\nrules:\n${Array.from(
      { length: count },
      (_, index) => `  - { on: io.open, path: *path, fail: EIO, process: p${index} }\n`,
    ).join('')}`;
  assert.equal(parse(rules(5000, '/data')).rules[4999]?.selector, '/data');
  assert.throws(
    () => parse(rules(10_001, '/data')),
    /10004:26: aliases multiply this profile to more than 10000 values/,
  );
  const paths = rules(4000, '/data')
    .replace('name: &path /data\n', '')
    .replace('*path', `&path /${'d'.repeat(1000)}`);
  assert.throws(() => parse(paths), /aliases multiply this profile/);
});

test('a rule that cannot be read in full is not held against later ones', () => {
  const later = '{ on: io.open, fail: EIO }';
  for (const wrong of ['process: [git]', 'until: soon', 'until: [5]', 'delay: []']) {
    const text = `version: 1\nrules: [{ on: io.open, fail: EIO, ${wrong} }, ${later}]\n`;
    assert.throws(
      () => parse(text),
      (error) => error instanceof ProfileError && error.mistakes.length === 1,
      wrong,
    );
  }
});

test('a rule for all of memory leaves allocation to its own rules', () => {
  const rules = (first: string) =>
    `version: 1\nrules:\n  - { on: ${first}, fail: ENOMEM }\n  - { on: memory.malloc, fail: ENOMEM }\n`;
  assert.equal(parse(rules('"memory.*"')).rules.length, 2);
  assert.throws(() => parse(rules('memory.malloc')), ProfileError);
});
