import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { compileProfile, runTexts } from '../../src/compile/compile.ts';
import { parseProfile } from '../../src/profile/parse.ts';
import type { Policy, Profile } from '../../src/profile/profile.ts';

const FOLDER = new URL('../../fixtures/profile/good/', import.meta.url);

function profileOf(policy: Policy): Profile {
  const rule = { id: 'x', line: 1, library: 'io', operation: 'open', selector: '*', effects: [], policy };
  return {
    name: 'p',
    path: 'p.yml',
    sha256: '',
    follow: true,
    rules: [{ ...rule, effects: [{ kind: 'LATENCY', delay: { kind: 'fixed', ms: policy.fromMs ?? 1 } }] }],
    gate: { exitCodes: [0], unmatchedRules: 'fail' },
  };
}

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.yml'))) {
  test(`fixtures/profile/good/${file} becomes the rule texts beside it`, () => {
    const texts = compileProfile(parseProfile(readFileSync(new URL(file, FOLDER)), file));
    const goldenOf = (library: string) => new URL(file.replace('.yml', `.${library}.conf`), FOLDER);
    for (const { library, text } of texts) if (process.env.UPDATE_GOLDEN) writeFileSync(goldenOf(library), text);
    const goldens = readdirSync(FOLDER).filter(
      (name) => name.startsWith(`${basename(file, '.yml')}.`) && name.endsWith('.conf'),
    );
    assert.deepEqual(texts.map(({ library }) => basename(goldenOf(library).pathname)).sort(), goldens.sort());
    for (const { library, text } of texts) assert.equal(text, readFileSync(goldenOf(library), 'utf8'));
  });
}

test('the lines of a rule text are known by the rule that they came from', () => {
  const text =
    'version: 1\nname: n\nrules:\n  - { id: a, on: io.read, corrupt: true, kill: SIGTERM }\n  - { on: io.*, delay: 1 }\n';
  assert.deepEqual(compileProfile(parseProfile(new TextEncoder().encode(text), 'p.yml')), [
    {
      library: 'io',
      text: '# profile n\n*:read:KILL:SIGTERM@id=a\n*:read:CORRUPT@id=a\n*:LATENCY:1ms@id=rule-2\n',
      lines: [
        { ruleId: 'a', text: '*:read:KILL:SIGTERM@id=a' },
        { ruleId: 'a', text: '*:read:CORRUPT@id=a' },
        { ruleId: 'rule-2', text: '*:LATENCY:1ms@id=rule-2' },
      ],
    },
  ]);
});

test('numbers have no exponent and no useless zeros', () => {
  const cases: [Policy, string][] = [
    [{ probability: 1e-9 }, '*:open:LATENCY:1ms@p=0.000000001,id=x'],
    [{ probability: 1 }, '*:open:LATENCY:1ms@p=1,id=x'],
    [{ probability: 0 }, '*:open:LATENCY:1ms@p=0,id=x'],
    [{ probability: 0.1 + 0.2 }, '*:open:LATENCY:1ms@p=0.3,id=x'],
    [{ fromMs: 0.000001 }, '*:open:LATENCY:0.000001ms@from=0.000001ms,id=x'],
    [{ fromMs: 3_600_000 }, '*:open:LATENCY:3600000ms@from=3600000ms,id=x'],
    [{ budget: 1_000_000_000 }, '*:open:LATENCY:1ms@budget=1000000000,id=x'],
  ];
  for (const [policy, line] of cases) assert.equal(compileProfile(profileOf(policy))[0]?.lines[0]?.text, line);
});

test('a run has the libraries that its rules name, and those that they need', () => {
  const cases: [string, string[]][] = [
    ['{ on: io.open, fail: EIO }', ['io', 'process']],
    ['{ on: process.fork, fail: EAGAIN }', ['process']],
    ['{ on: net.connect, endpoint: "tcp4://10.0.0.0/8:*", fail: EIO }', ['net', 'process']],
    ['{ on: net.connect, endpoint: "tcp6://[::1]:80", fail: EIO }', ['net', 'process']],
    ['{ on: net.connect, endpoint: "tcp://*:80", fail: EIO }', ['net', 'process']],
    ['{ on: net.connect, endpoint: "tcp://db.example.com:80", fail: EIO }', ['net', 'dns', 'process']],
    ['{ on: net.connect, endpoint: unix:///run/db.sock, fail: EIO }', ['net', 'process']],
  ];
  for (const [rule, wanted] of cases) {
    const profile = parseProfile(new TextEncoder().encode(`version: 1\nrules: [${rule}]\n`), 'p.yml');
    assert.deepEqual(
      runTexts(profile).map(({ library }) => library),
      wanted,
      rule,
    );
    const alone = runTexts({ ...profile, follow: false }).map(({ library }) => library);
    assert.deepEqual(
      alone,
      wanted.filter((library) => library !== 'process' || rule.includes('process')),
      rule,
    );
  }
});
