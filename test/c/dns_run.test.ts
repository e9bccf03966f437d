import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { ruleKey } from '../../src/compile/key.ts';
import { glibc, musl, probeProgram, root, usual } from './build.ts';
import { countsOf, fill, place, run, runToAnyEnd, start } from './probe.ts';
import { onEach, resolve } from './resolve.ts';
import { noStrace, straced } from './strace.ts';

const OVERRIDDEN = [
  'dns://all.invalid:OVERRIDE:192.0.2.1,2001:db8::1,192.0.2.2,2001:db8::2',
  'dns://cut.invalid:OVERRIDE:192.0.2.1,2001:db8::1,192.0.2.2,2001:db8::2',
  'dns://cut.invalid:SHUFFLE',
  'dns://cut.invalid:FILTER_FAMILY:inet6',
  'dns://cut.invalid:LIMIT:2',
  'dns://localhost:SHUFFLE',
  'dns://localhost:LIMIT:1',
];
const HOSTS = ['all.invalid', 'cut.invalid', 'localhost', '127.0.0.1'];

onEach('a process can be killed where it asks', (context, toolchain) => {
  const rules = { dns: 'dns://*.invalid:KILL:SIGKILL@id=it' };
  const args = ['addrinfo localhost 80', 'addrinfo db.invalid', 'addrinfo localhost 80'];
  const result = runToAnyEnd(context, 'resolve', { rules, args, toolchain });
  assert.deepEqual([result.signal, result.lines], ['SIGKILL', ['addrinfo 127.0.0.1/80/1']]);
  assert.deepEqual(countsOf(result, 'it'), { matched: 1, injected: 1 });
});

onEach('what an answer cannot feel is none of times', (context, toolchain) => {
  const once = [
    'dns://four.invalid:OVERRIDE:192.0.2.1@times=1',
    'dns://localhost:LIMIT:1@times=1',
    'dns://localhost:SERVICE:81@times=1',
    'dns://other.invalid:REWRITE:localhost@times=1',
    'dns://same.invalid:REWRITE:same.invalid',
    'dns://*.same.invalid:REWRITE:a.same.invalid@times=1',
    'dns://127.0.0.9:FILTER_FAMILY:ipv6@times=1',
    'rdns://*:REWRITE:db.invalid@times=1',
    'rdns://127.0.0.1:SERVICE:81@times=1',
    'rdns://127.0.0.2:SERVICE:a-long-name@times=1',
  ];
  const elsewhere = /^(-|192\.0\.2\.7|.* 192\.0\.2\.7)/;
  const result = resolve(
    context,
    once,
    [
      ['addrinfo four.invalid 80', '192.0.2.1/80/1'],
      ['addrinfo four.invalid 80', elsewhere],
      ['byname localhost', 'localhost 127.0.0.1'],
      ['addrinfo localhost 81', '127.0.0.1/81/1'],
      ['addrinfo localhost 80 4 0', '127.0.0.1/81/1'],
      ['addrinfo localhost 80', '127.0.0.1/80/1'],
      ['addrinfo other.invalid 80 - 1 numerichost', '-NONAME'],
      ['byname other.invalid', 'localhost 127.0.0.1'],
      ['addrinfo other.invalid 80', elsewhere],
      ['addrinfo same.invalid 80', elsewhere],
      ['byname same.invalid', elsewhere],
      ['res same.invalid'],
      ['res a.same.invalid'],
      ['byname b.same.invalid', elsewhere],
      ['addrinfo 127.0.0.9 80 6', /^-/],
      ['addrinfo 127.0.0.9 80', '-NONAME'],
      ['addrinfo 127.0.0.9 80', '127.0.0.9/80/1'],
      ['nameinfo 127.0.0.1 81 nihost,niserv', '127.0.0.1/81'],
      ['nameinfo 127.0.0.1 80 nihost,niserv', '127.0.0.1/81'],
      ['nameinfo 127.0.0.1 80 nihost,niserv', '127.0.0.1/80'],
      ['nameinfo 127.0.0.2 80 nihost,niserv', '127.0.0.2/80'],
      ['nameinfo 127.0.0.2 80 nihost 99 3', '-OVERFLOW'],
      ['byaddr 127.0.0.1 short', /^-/],
      ['byaddr_r 127.0.0.1', 'db.invalid 127.0.0.1'],
      ['byaddr 127.0.0.1', 'localhost 127.0.0.1'],
    ],
    { toolchain },
  );
  assert.deepEqual(
    result.injections.map(({ target, effect }) => `${target} ${effect}`),
    [
      'dns://four.invalid OVERRIDE',
      'dns://localhost SERVICE',
      'dns://localhost LIMIT',
      'dns://other.invalid REWRITE',
      'dns://b.same.invalid REWRITE',
      'dns://127.0.0.9 FILTER_FAMILY',
      'rdns://127.0.0.1 SERVICE',
      'rdns://127.0.0.2 SERVICE',
      'rdns://127.0.0.1 REWRITE',
    ],
  );
});

onEach('rules are for executables and call sites, and count calls', (context, toolchain) => {
  const found = '127.0.0.1/80/1';
  const call = 'addrinfo localhost 80';
  for (const [policy, said] of [
    ['exe=resolve', ['-AGAIN', '-AGAIN']],
    ['exe=other', [found, found]],
    ['times=1', ['-AGAIN', found]],
    ['after=1', [found, '-AGAIN']],
    ['nth=2', [found, '-AGAIN']],
    ['site=1234abcd', [found, found]],
  ] as const)
    resolve(
      context,
      `*:EAI_AGAIN@${policy}`,
      said.map((line) => [call, line] as const),
      { toolchain },
    );
  const first = resolve(context, '*:EAI_AGAIN', [[call]], { toolchain }).injections[0]?.site;
  assert.ok(first);
  const site = ruleKey(`resolve+0x${first.offset.toString(16)}`).toString(16);
  resolve(
    context,
    `*:EAI_AGAIN@site=${site}`,
    [
      [call, '-AGAIN'],
      ['nameinfo 127.0.0.1 80', 'localhost/http'],
    ],
    { toolchain },
  );
});

onEach('a child of fork has the same rules', (context, toolchain) => {
  const rules = ['dns://db.invalid:OVERRIDE:192.0.2.1', 'dns://gone.invalid:EAI_NONAME@id=it,times=1'];
  const result = resolve(
    context,
    rules,
    [
      ['addrinfo gone.invalid', '-NONAME'],
      ['fork addrinfo db.invalid 80', '192.0.2.1/80/1'],
      ['fork addrinfo gone.invalid', '-NONAME'],
    ],
    { toolchain },
  );
  assert.deepEqual(countsOf(result, 'it'), { matched: 2, injected: 2 });
});

onEach('threads that ask at the same time do not disturb one another', (context, toolchain) => {
  resolve(
    context,
    [...OVERRIDDEN, 'dns://gone.invalid:EAI_AGAIN'],
    [
      ['crowd 200 all.invalid', '0'],
      ['crowd 200 cut.invalid', '0'],
      ['crowd 200 localhost', '0'],
      ['crowd 200 gone.invalid', '1600'],
    ],
    { toolchain },
  );
});

onEach('a call that no rule is about is told with what it asked', (context, toolchain) => {
  const steps = [
    ['addrinfo LocalHost 80'],
    ['byname localhost'],
    ['nameinfo 127.0.0.1 80'],
    ['byaddr 127.0.0.1'],
  ] as const;
  const result = resolve(context, ['dns://db.invalid:EAI_AGAIN', 'rdns://[::1]:EAI_AGAIN'], steps, { toolchain });
  assert.deepEqual(
    result.telemetry.samples.map(({ operation, target }) => `${operation} ${target}`),
    [
      'getaddrinfo dns://localhost',
      'gethostbyname dns://localhost',
      'getnameinfo rdns://127.0.0.1',
      'gethostbyaddr rdns://127.0.0.1',
    ],
  );
  assert.deepEqual([...result.process.calls].filter(([, calls]) => calls > 0).length, 4);
});

onEach('a rule text with a mistake is no rule text, and says why', (context, toolchain) => {
  for (const [rules, where] of [
    ['dns://localhost:EAI_AGAIN\ndns://localhost:EAI_AGIAN', '2:17: unknown effect or errno'],
    ['localhost:EAI_AGAIN', '1:1: expected dns:// and a host, rdns:// and an address, or *'],
    [
      'rdns://localhost:EAI_AGAIN',
      '1:1: expected rdns://*, rdns:// and an IPv4 address, or rdns://[ and an IPv6 address and ]',
    ],
    ['dns://*:EAI_OVERFLOW', '1:1: no operation of this selector can fail with this error'],
    [
      'dns://*:OVERRIDE:127.0.0.1,localhost',
      '1:18: expected addresses between commas, as in 192.0.2.1,2001:db8::1; a probability goes behind an @',
    ],
    ['dns://*:FILTER_FAMILY:ipv5', '1:23: expected inet or inet6'],
    ['dns://*:getadrinfo:SHUFFLE', '1:9: unknown operation'],
  ]) {
    const at = place(context);
    fill(at, { dns: rules ?? '' });
    const result = start(at, 'resolve', {
      ...{ libraries: ['dns'], toolchain, args: ['addrinfo localhost 80'] },
      environment: { CHAOS_CONFIG_DIR: at.run },
    });
    assert.deepEqual(result.lines, ['addrinfo 127.0.0.1/80/1']);
    assert.equal(result.stderr, `chaos-dns: ${at.run}/dns.conf:${where}; no faults are injected\n`);
  }
});

onEach('net knows the addresses of names as the program was told them', (context, toolchain) => {
  const rules = {
    dns: 'dns://*.invalid:OVERRIDE:127.0.0.77\ndns://moved.invalid:REWRITE:localhost',
    net: ['db', 'old', 'moved'].map((name) => `tcp://${name}.invalid:9:connect:ENETUNREACH`).join('\n'),
  };
  const trial = { rules, toolchain, libraries: ['net', 'dns'] };
  const { lines } = run(context, 'resolve', {
    ...trial,
    args: ['connect 127.0.0.77 9', 'connect db.invalid 9', 'connect 127.0.0.77 9', 'connect DB.invalid. 9'],
  });
  const [refused, unreachable] = ['connect Connection refused', /^connect Network (is )?unreachable$/];
  assert.equal(lines[0], refused);
  for (const line of lines.slice(1)) assert.match(line, unreachable);
  const byname = run(context, 'resolve', {
    ...trial,
    args: [
      'byname old.invalid',
      'connect 127.0.0.77 9',
      'connect 127.0.0.1 9',
      'byname_r moved.invalid',
      'connect 127.0.0.1 9',
    ],
  }).lines.filter((line) => line.startsWith('connect'));
  assert.match(byname[0] ?? '', unreachable);
  assert.equal(byname[1], refused);
});

onEach('every call can be cancelled as without the library', (context, toolchain) => {
  const bare = start(place(context), 'symbol_dns', { toolchain, args: ['cancel'], bare: true });
  const there = new Set(bare.lines.map((line) => line.split(' ')[0]));
  assert.ok(bare.lines.length >= (toolchain.libc === 'glibc' && !toolchain.old ? 17 : 9));
  for (const rules of ['dns://db.invalid:EAI_FAIL', '*:EAI_FAIL@p=0', '*:LATENCY:1us', 'dns://*:SHUFFLE\n*:LIMIT:1']) {
    const { lines } = run(context, 'symbol_dns', { rules: { dns: rules }, toolchain, args: ['cancel'] });
    // The library has names that the libc has not.
    assert.deepEqual(
      lines.filter((line) => there.has(line.split(' ')[0])),
      bare.lines,
    );
  }
});

test('the name that the resolver is asked for can be another', { skip: glibc.missing }, (context) => {
  const result = resolve(
    context,
    [
      'dns://db.invalid:REWRITE:else.example',
      'dns://other.invalid:LATENCY:1us',
      'dns://gone.invalid:res_query:EAI_NONAME',
    ],
    [
      ['res db.invalid', '\u0004else\u0007example'],
      ['res other.invalid', '\u0005other\u0007invalid'],
      ['res gone.invalid', '-1'],
      ['nres db.invalid', '\u0004else\u0007example'],
    ],
    { toolchain: glibc },
  );
  // Before 2.34 the headers have programs call the name with the underscores.
  const [name, stated] = glibc.old ? ['__res_query', '__res_nquery'] : ['res_query', 'res_nquery'];
  assert.deepEqual(
    result.injections.map(({ operation, symbol, target, effect }) => [operation, symbol, target, effect]),
    [
      ['res_query', name, 'dns://db.invalid', 'REWRITE'],
      ['res_query', name, 'dns://other.invalid', 'LATENCY'],
      ['res_query', name, 'dns://gone.invalid', 'ERRNO'],
      ['res_query', stated, 'dns://db.invalid', 'REWRITE'],
    ],
  );
});

onEach('what can be no host, or has no addresses, is as without the rule where OVERRIDE is', (context, toolchain) => {
  // musl finds addresses of any family.
  const hosts = toolchain.libc === 'glibc' ? ['localhost 1', 'empty'] : ['empty'];
  const args = hosts.flatMap((host) => [`byname ${host}`, `byname_r ${host}`]);
  const bare = start(place(context), 'resolve', { toolchain, args, bare: true });
  const rules = { dns: '*:gethostbyname:OVERRIDE:192.0.2.1,2001:db8::1@id=it' };
  const result = run(context, 'resolve', { toolchain, rules, args });
  assert.deepEqual(result.lines, bare.lines);
  assert.equal(result.lines.length, args.length);
  assert.deepEqual(result.injections, []);
});

test('a query with a state works where the libc has none', { skip: musl.missing }, (context) => {
  const behind = [probeProgram('asked', musl, ['-shared', '-fPIC'])];
  const steps = ['res_nquery', 'res_nsearch', '__res_nquery', '__res_nsearch'].flatMap((name) => [
    [`stated db.invalid ${name}`, 'else.example 0'] as const,
    [`stated other.invalid ${name}`, 'other.invalid 0'] as const,
    [`stated no.invalid ${name}`, '-1 1'] as const,
    [`stated bad.invalid ${name}`, '-2 2'] as const,
  ]);
  const rules = ['dns://db.invalid:REWRITE:else.example', 'dns://bad.invalid:EAI_AGAIN', '*:EAI_FAIL@p=0'];
  resolve(context, rules, steps, { toolchain: musl, behind });
});

test('glibc alone can free every answer, for objects that are bound to it past the library', {
  skip: glibc.missing,
}, (context) => {
  const steps = HOSTS.map((host) => [`repeat 5000 foreign ${host} 80 - 0 canon`, 'same'] as const);
  resolve(context, OVERRIDDEN, steps, { toolchain: glibc });
});

test('no answer is freed twice, lost or read after it was freed', {
  skip:
    glibc.missing ??
    (usual.within.length === 0 && existsSync('/usr/bin/valgrind') ? undefined : 'there is no valgrind'),
}, (context) => {
  const steps = HOSTS.flatMap((host) =>
    ['addrinfo', 'parts', 'foreign'].map(
      (step) => `repeat 3 ${step} ${host} 80 - 0 ${step === 'parts' ? '-' : 'canon'}`,
    ),
  );
  const options = [
    '-q',
    '--error-exitcode=9',
    '--leak-check=full',
    '--show-leak-kinds=definite,indirect',
    '--errors-for-leak-kinds=definite,indirect',
  ];
  const more = [
    'byname all.invalid',
    'byname_r all.invalid',
    'byname_r cut.invalid 6',
    'byaddr 127.0.0.1',
    'nameinfo 127.0.0.1 80',
  ];
  const args = [...options, probeProgram('resolve', glibc), ...steps, ...more];
  const rules = [...OVERRIDDEN, 'rdns://*:REWRITE:name.invalid'].join('\n');
  const result = runToAnyEnd(context, 'resolve', {
    rules: { dns: rules },
    program: '/usr/bin/valgrind',
    args,
    toolchain: glibc,
  });
  assert.deepEqual([result.status, result.stderr], [0, '']);
  assert.equal(result.injections.length > 10, true);
});

test('a call that gets no fault makes no system call of ours', {
  skip: glibc.missing ?? noStrace,
}, (context) => {
  const callsOf = (rules: string | undefined) => {
    const at = place(context);
    fill(at, { dns: rules ?? '' });
    const object = rules === undefined ? undefined : glibc.object('dns');
    const args = ['repeat 1000 addrinfo 127.0.0.1 80', 'repeat 1000 nameinfo 127.0.0.1 80 nihost,niserv'];
    return straced(at, object, [probeProgram('resolve', glibc), ...args], ['-f']).length;
  };
  const bare = callsOf(undefined);
  for (const rules of ['# none', 'dns://db.invalid:EAI_AGAIN', '*:EAI_AGAIN@p=0', '*:OVERRIDE:192.0.2.1@p=0'])
    assert.ok(callsOf(rules) - bare < 150, `${rules}: ${callsOf(rules)} system calls, ${bare} without`);
});

test('the rules that docs/libraries/dns.md shows are rules', { skip: glibc.missing }, (context) => {
  const page = readFileSync(join(root, 'docs/libraries/dns.md'), 'utf8');
  const rules = [...page.matchAll(/^ {4}((?:\*|r?dns:\/\/)\S*)/gm)].map(([, rule = '']) => rule);
  assert.ok(rules.length >= 10, `${rules.length} rules`);
  const result = run(context, 'resolve', { rules: { dns: rules.join('\n') }, args: [], toolchain: glibc });
  assert.equal(result.stderr, '');
  assert.equal(result.process.rulesInvalid, false);
});

onEach('a query takes hardly more of the stack than as ever, and little more under a rule', (context, toolchain) => {
  const depths = ({ lines }: { lines: string[] }) => lines.map((line) => Number(line.split(' ')[1]));
  const bare = depths(start(place(context), 'depth', { toolchain, bare: true }));
  assert.equal(bare.length, 6);
  const byHand = place(context);
  const environment = { CHAOS_CONFIG_DIR: byHand.run };
  for (const result of [
    start(byHand, 'depth', { toolchain, libraries: ['dns'], environment }),
    run(context, 'depth', { toolchain, rules: { dns: '# none' } }),
  ])
    for (const [i, depth] of depths(result).entries())
      assert.ok(depth < (bare[i] ?? 0) + 1024, `${result.lines[i]}, and ${bare[i]} without the library`);
  for (const rules of ['*:SHUFFLE\n*:LIMIT:1', '*:REWRITE:localhost\n*:SERVICE:80\n*:FILTER_FAMILY:inet']) {
    const [ruled = 0] = depths(run(context, 'depth', { toolchain, rules: { dns: rules } }));
    assert.ok(ruled < (bare[0] ?? 0) + 2048, `${rules}: ${ruled}, and ${bare[0]} without the library`);
  }
});
