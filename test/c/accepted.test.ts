import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { compileProfile, type RuleText } from '../../src/compile/compile.ts';
import { type Library, libraries } from '../../src/compile/grammar.ts';
import { OTHER_EFFECTS } from '../../src/profile/effects.ts';
import { ProfileError } from '../../src/profile/mistake.ts';
import { parseProfile } from '../../src/profile/parse.ts';
import { root, usual } from './build.ts';
import { run } from './probe.ts';

/** The rule texts that the profiles in a folder become. */
function textsIn(folder: string): [string, RuleText][] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yml'))
    .flatMap((name) =>
      compileProfile(parseProfile(readFileSync(join(root, folder, name)), name)).map((text): [string, RuleText] => [
        `${folder}/${name}`,
        text,
      ]),
    );
}

for (const [path, { library, text }] of [...textsIn('presets'), ...textsIn('fixtures/profile/good')])
  test(`the library ${library} takes what ${path} becomes`, { skip: usual.missing }, (context) => {
    const { process, stderr } = run(context, 'loop', { rules: { [library]: text }, program: '/bin/true' });
    assert.equal(stderr, '');
    assert.equal(process.rulesInvalid, false, process.message);
  });

const names = (count: number) => `/${Array(count).fill('x').join('/')}`;
const label = 'x'.repeat(63);

/** What may stand in a rule's selector, good and bad, by the key. */
const SELECTORS: Record<string, readonly unknown[]> = {
  path: [
    ...[
      '*',
      '/',
      '/**',
      '/data',
      '/data/*.log',
      '/a/**/b?',
      names(64),
      names(65),
      `/${'x'.repeat(1019)}`,
      `/${'x'.repeat(1020)}`,
      `/${'ü'.repeat(509)}*`,
      `/${'ü'.repeat(510)}*`,
      '/ü',
      '/a b',
      '/ a',
      '/a/ ',
      '/a#b',
      '/a #b',
    ],
    ...['/a@b', '/a@0.5', '/a@p=1', '/a,b', '/a=b', '/a:b', '/x:*', '/a:open', '/a*:open', '/a:fsnyc', '/a:EIO'],
    ...['/a:0.5', '/a:ERRNO:EIO', '/a:LATENCY:1', '/a:QUOTA:10', '/a:TORN', '/a:TORN:0.5', '/a:KILL:SIGKILL', '/a:1s'],
  ],
  endpoint: [
    ...[
      '*',
      'tcp4://*:*',
      'tcp4://127.0.0.1:80',
      'tcp4://10.0.0.0/8:*',
      'tcp4://*:50-60',
      'tcp4://*:0-65535',
      'tcp4://*:0',
    ],
    ...['tcp6://[::1]:443', 'tcp6://[*]:*', 'tcp6://*:443', 'tcp6://[fd00::/8]:*', 'tcp4://[*]:1', 'udp4://*:53'],
    ...['udp6://*:*', 'tcp://db.example.com:5432', 'udp://x:1', 'tcp://[::1]:1', 'tcp://10.0.0.0/8:1', 'tcp4://a.1:1'],
    ...['tcp4://a.:1', 'tcp4://1:1', 'tcp4://127.0.0.01:80', 'tcp4://1.2.3.4:00080', 'tcp6://[::ffff:1.2.3.4]:1'],
    ...['tcp6://[::ffff:1.2.3.04]:1', 'tcp4://1.2.3.4-5:1', 'unix://*', 'unix:///run/x', 'unix://@x', 'unix:///a:b'],
    ...['unix:///a b', 'unix:///a:recv', 'unix:///a:EIO', 'unix://@a:SHORT', 'unix:///a@p=1', 'unix:///ü'],
  ],
  name: [
    ...['*', 'a.b', 'a.b.', '*.b', '*.*', '*.', 'A.B', '_x.y', '-a.b', 'a..b', `${label}.c`, `${label}x.c`, 'a:80'],
    ...['127.0.0.1', '::1', '[::1]', '[a.b]', '1', '1.2', '*.127.0.0.1', 'dns://*', 'dns://a.b', 'dns://*.b'],
    ...['dns://::1', 'dns://[::1]', 'dns://[1.2.3.4]', 'rdns://*', 'rdns://127.0.0.1', 'rdns://::1', 'rdns://[::1]'],
    ...['::ffff:1.2.3.4', 'rdns://::ffff:1.2.3.4', 'rdns://a.b', `${label}.${label}.${label}.${label}`],
  ],
  clock: ['*', 'realtime', 'CLOCK_MONOTONIC', 'tai', 0, '0', '007', '-1', 123456789, 'lunar'],
};

/** What may stand in effects that have values. */
const VALUES: Record<string, readonly unknown[]> = {
  fail: ['EIO', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_BADFLAGS', 'EAI_OVERFLOW', 'EAI_ADDRFAMILY'],
  delay: [
    1,
    '1h',
    '61m',
    0.000001,
    'uniform(0,0.000001)',
    'uniform(1ms,1h)',
    'normal(0,0.000001)',
    'pareto(1ms,0.01)',
    '1.01234567890123456789s',
  ],
  kill: ['SIGKILL', 'TERM'],
  quota: ['10MiB', 0, 0.5, '1073741823GiB', '999999999999999GiB', 1e15, 1e30],
  limit: ['1', 0, '10MiB', '999999999999999GiB', 1e30],
  throttle: ['5MiB/s', '1B/s', '0.9B/s', '0.000000001MiB/s', '999999999999999GiB/s'],
  rewrite: ['localhost', 'a.b.', 'a..b', `${label}.c`, `${label}x.c`, '127.0.0.1', 'ü.de'],
  service: [80, 0, 65535, 65536, '0080', 'http', 'a/b'],
  override: ['127.0.0.1', '::1,::', '[::1]', '1::2::3', Array(32).fill('::1'), Array(33).fill('::1')],
  filterFamily: ['inet', 'inet6'],
  rate: [2, 0.001, 1000, 0.0010000001],
  offset: ['-250ms', 0, '1h', '876000h', '876599.999999h', '876600h', 1e300, '0.0000001'],
  jump: ['-1s', 0, '-0', '0.0000001', '876599.999999h', '876600h'],
};

const POLICIES: readonly object[] = [
  ...[
    { after: 5 },
    { every: 1e9 },
    { nth: Array.from({ length: 64 }, (_, i) => 1e9 - i) },
    { times: 3 },
    { budget: 2 },
  ],
  ...[{ from: '24h' }, { from: 0 }, { until: '0.0000001' }, { from: '0.0000001', until: '0.0000002' }, { until: '1h' }],
  ...['a*', 'a=b', 'a|b', 'ü', 'a;b', 'a#b', '0.5', 'p=1'].map((process) => ({ process })),
  ...[0, 1, 1e-9, 0.1].map((probability) => ({ probability })),
];

/** Every rule of a library that says where and what in one of these ways: each place with each effect, each value once. */
function* combinations({ name, operations, selectors, symbols }: Library): Generator<object> {
  const functions = selectors.includes('symbol') ? [...symbols.keys(), ...operations.keys()] : [];
  const kinds = functions.flatMap((of) => ['anon', 'file', 'realtime', '1', '', '*'].map((kind) => `${of}/${kind}`));
  const ons = ['*', ...operations.keys(), ...functions, ...kinds].map((on) => `${name}.${on}`);
  const targets = selectors.flatMap((key) =>
    (SELECTORS[key] ?? ['*', ...functions, ...kinds]).map((value) => ({ [key]: value })),
  );
  const effects = ['fail', ...OTHER_EFFECTS.map(({ key }) => key)];
  for (const [index, on] of ons.entries())
    for (const target of index > operations.size ? [{}, { [selectors[0] ?? '']: '*' }] : [{}, ...targets])
      for (const key of effects) {
        const few = name === 'dns' ? 6 : 1;
        for (const value of VALUES[key]?.slice(0, key === 'fail' ? few : 1) ?? [true])
          yield { on, ...target, [key]: value };
      }
  for (const on of ons.slice(0, operations.size + 1)) {
    for (const [key, values] of Object.entries(VALUES)) for (const value of values) yield { on, [key]: value };
    for (const policy of POLICIES) yield { on, fail: name === 'dns' ? 'EAI_AGAIN' : 'EIO', ...policy };
  }
}

/** What a profile of one rule becomes; nothing when it has mistakes, each of which names its place and what is right. */
function textsOf(rule: object): RuleText[] {
  try {
    return compileProfile(parseProfile(Buffer.from(JSON.stringify({ version: 1, rules: [rule] })), 'profile.yml'));
  } catch (error) {
    assert.ok(error instanceof ProfileError, `${JSON.stringify(rule)}: ${error}`);
    for (const { column, hint } of error.mistakes) assert.ok(column > 1 && hint !== '', JSON.stringify(rule));
    return [];
  }
}

for (const library of libraries.values())
  test(`whatever profiles of one rule say, ${library.name} takes it or the profile has a mistake`, {
    skip: usual.missing,
    timeout: 120_000,
  }, (context) => {
    const rules = new Map<string, object>();
    for (const rule of combinations(library))
      for (const { lines } of textsOf(rule)) for (const { text } of lines) rules.set(text, rule);
    assert.ok(rules.size > 300, `${rules.size} rules are accepted`);
    const { process } = run(context, 'loop', {
      rules: { [library.name]: [...rules.keys()].join('\n') },
      program: '/bin/true',
    });
    const line = Number(/:(\d+):\d+: /.exec(process.message ?? '')?.[1] ?? 0);
    assert.equal(process.rulesInvalid, false, `${process.message}: ${JSON.stringify([...rules][line - 1])}`);
  });
