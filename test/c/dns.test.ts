import assert from 'node:assert/strict';
import tables from '../../src/compile/grammar.json' with { type: 'json' };
import type { Recorded } from './probe.ts';
import { onEach, resolve } from './resolve.ts';

/** What was injected: operation, target and effect with its value. */
const injected = (result: Recorded) =>
  result.injections.map(({ operation, target, effect, value }) => `${operation} ${target} ${effect} ${value}`);

onEach(
  'an exact name goes before the longest suffix, that before any name, and that before everything',
  (context, toolchain) => {
    const rules = [
      '*:EAI_FAIL',
      'dns://*:EAI_MEMORY',
      'dns://*.example.invalid:EAI_AGAIN',
      'dns://db.example.invalid:EAI_NONAME',
      'dns://*.db.example.invalid:EAI_SYSTEM',
    ];
    resolve(
      context,
      rules,
      [
        ['addrinfo db.example.invalid', '-NONAME'],
        ['addrinfo DB.Example.INVALID', '-NONAME'],
        ['addrinfo db.example.invalid.', '-NONAME'],
        ['addrinfo web.example.invalid', '-AGAIN'],
        ['addrinfo a.b.example.invalid', '-AGAIN'],
        ['addrinfo xdb.example.invalid', '-AGAIN'],
        ['addrinfo x.db.example.invalid', '-SYSTEM EIO'],
        ['addrinfo example.invalid', '-MEMORY'],
        ['addrinfo xexample.invalid', '-MEMORY'],
        ['addrinfo localhost', '-MEMORY'],
        ['addrinfo 127.0.0.1', '-MEMORY'],
        ['addrinfo - 80', '-FAIL'],
        ['nameinfo 127.0.0.1 80', '-FAIL'],
        ['nameinfo /x', '-FAIL'],
        ['byname db.example.invalid', /^-HOST_NOT_FOUND/],
        ['byaddr 127.0.0.1', /^-NO_RECOVERY/],
      ],
      { toolchain },
    );
  },
);

onEach('addresses are names of hosts when they are named', (context, toolchain) => {
  resolve(
    context,
    ['dns://127.0.0.1:EAI_AGAIN', 'dns://[::2]:EAI_FAIL'],
    [
      ['addrinfo 127.0.0.1 80', '-AGAIN'],
      ['addrinfo 127.0.0.2 80', '127.0.0.2/80/1'],
      ['addrinfo ::2 80', '-FAIL'],
      ['addrinfo 0:0::2 80', '-FAIL'],
      ['addrinfo ::3 80', '::3/80/1'],
      ['nameinfo 127.0.0.1 80 nihost,niserv', '127.0.0.1/80'],
    ],
    { toolchain },
  );
});

onEach('reverse rules are about addresses', (context, toolchain) => {
  const result = resolve(
    context,
    ['rdns://127.0.0.1:EAI_AGAIN', 'rdns://[::1]:EAI_FAIL', 'rdns://*:EAI_NONAME'],
    [
      ['nameinfo 127.0.0.1 80', '-AGAIN'],
      ['nameinfo ::1 80', '-FAIL'],
      ['nameinfo ::ffff:127.0.0.1 80', '-AGAIN'],
      ['nameinfo 127.0.0.2 80', '-NONAME'],
      ['nameinfo /x - nihost', /\/x$|-FAMILY/],
      ['byaddr 127.0.0.1', /^-TRY_AGAIN/],
      ['byaddr_r 127.0.0.1', /^-TRY_AGAIN/],
      ['byaddr ::1', /^-NO_RECOVERY/],
      ['byaddr 127.0.0.1 half', /^-/],
      ['addrinfo localhost 80', '127.0.0.1/80/1'],
      ['addrinfo 127.0.0.1 80', '127.0.0.1/80/1'],
      ['byname localhost', 'localhost 127.0.0.1'],
    ],
    { toolchain },
  );
  assert.deepEqual(injected(result).slice(0, 4), [
    'getnameinfo rdns://127.0.0.1 ERRNO -3',
    'getnameinfo rdns://[::1] ERRNO -4',
    'getnameinfo rdns://127.0.0.1 ERRNO -3',
    'getnameinfo rdns://127.0.0.2 ERRNO -2',
  ]);
});

onEach('every error of name resolution is the one that the function says', (context, toolchain) => {
  const calls = { getaddrinfo: 'addrinfo localhost 80', getnameinfo: 'nameinfo 127.0.0.1 80' };
  for (const { name, number, operations } of tables.resolverErrors)
    for (const [operation, call] of Object.entries(calls)) {
      const can = operations.includes(operation);
      const said = can ? `-${name.slice(4)}${name === 'EAI_SYSTEM' ? ' EIO' : ''}` : /^[^-]/;
      const result = resolve(context, `*:${name}`, [[call, said]], { toolchain });
      assert.deepEqual(
        result.injections.map(({ effect, value }) => [effect, value]),
        can ? [['ERRNO', BigInt(number)]] : [],
      );
    }
});

onEach('the older functions say errors with h_errno, and errno where that says more', (context, toolchain) => {
  const rows: [error: string, said: string, errno: string][] = [
    ['EAI_NONAME', 'HOST_NOT_FOUND', '0'],
    ['EAI_NODATA', 'NO_DATA', '0'],
    ['EAI_AGAIN', 'TRY_AGAIN', '11'],
    ['EAI_FAIL', 'NO_RECOVERY', '74'],
    ['EAI_MEMORY', 'INTERNAL', '12'],
    ['EAI_SYSTEM', 'INTERNAL', '5'],
  ];
  for (const [error, said, errno] of rows) {
    const wanted = `-${said} ${errno}`;
    resolve(
      context,
      `*:${error}`,
      [
        ['byname localhost', wanted],
        ['byname localhost 4', wanted],
        ['byname_r localhost', wanted],
        ['byname_r localhost 4', wanted],
        ['byaddr 127.0.0.1', wanted],
        ['byaddr_r 127.0.0.1', wanted],
        [
          'res host.invalid',
          new RegExp(`^-${{ HOST_NOT_FOUND: 1, NO_DATA: 4, TRY_AGAIN: 2, NO_RECOVERY: 3, INTERNAL: -1 }[said]}$`),
        ],
      ],
      { toolchain },
    );
  }
});

onEach('another host is looked up', (context, toolchain) => {
  const result = resolve(
    context,
    [
      'dns://db.invalid:REWRITE:localhost',
      'dns://one.invalid:REWRITE:127.0.0.9',
      'dns://lost.invalid:REWRITE:no-such-host.invalid',
      '*:REWRITE:localhost@p=0',
    ],
    [
      ['addrinfo db.invalid 80', '127.0.0.1/80/1'],
      ['addrinfo db.invalid 80 - 1 canon', '127.0.0.1/80/1 localhost'],
      ['addrinfo one.invalid 80', '127.0.0.9/80/1'],
      ['addrinfo db.invalid 80 - 1 numerichost', '-NONAME'],
      ['byname db.invalid', 'localhost 127.0.0.1'],
      ['byname_r db.invalid', 'localhost 127.0.0.1'],
      ['byname_r db.invalid 4', 'localhost 127.0.0.1'],
      ['byname lost.invalid 6', /^-/],
      ['byname_r lost.invalid 6', /^-/],
    ],
    { toolchain },
  );
  assert.equal(injected(result).filter((line) => line === 'getaddrinfo dns://db.invalid REWRITE 0').length, 2);
  assert.equal(injected(result).length, 8);
});

onEach('an overridden host has these addresses, without a query, as the hints want them', (context, toolchain) => {
  const addresses = '192.0.2.1,2001:db8::1,192.0.2.2';
  const all = '192.0.2.1/80/1 2001:db8::1/80/1 192.0.2.2/80/1';
  const types = toolchain.libc === 'glibc' ? [1, 2, 3] : [1, 2];
  const long = Array.from({ length: 4 }, (_, i) => 'abcdefghij'.repeat(6).slice(i)).join('.');
  const ofEach = (port: number) =>
    addresses
      .split(',')
      .flatMap((address) => types.map((type) => `${address}/${port}/${type}`))
      .join(' ');
  const result = resolve(
    context,
    [
      `dns://db.invalid:OVERRIDE:${addresses}`,
      `dns://*.six.invalid:OVERRIDE:2001:db8::1`,
      `dns://${long}.invalid:OVERRIDE:192.0.2.1`,
      'dns://h:OVERRIDE:127.0.0.1',
      '*:OVERRIDE:192.0.2.111',
    ],
    [
      ['addrinfo db.invalid 80', all],
      ['addrinfo db.invalid http', all],
      ['addrinfo db.invalid 80 4', '192.0.2.1/80/1 192.0.2.2/80/1'],
      ['addrinfo db.invalid 80 6', '2001:db8::1/80/1'],
      ['addrinfo db.invalid 80 6 1 v4mapped', '2001:db8::1/80/1'],
      ['addrinfo h 80 6 1 v4mapped', '::ffff:127.0.0.1/80/1'],
      ['addrinfo db.invalid 80 6 1 v4mapped,all', '::ffff:192.0.2.1/80/1 2001:db8::1/80/1 ::ffff:192.0.2.2/80/1'],
      ['addrinfo db.invalid 80 - 2', all.replaceAll('/1', '/2').replaceAll('::/2', '::1')],
      ['addrinfo db.invalid 53 - 0', ofEach(53)],
      ['nohints db.invalid 53', ofEach(53)],
      ['addrinfo db.invalid 80 - 1 canon', `${all} db.invalid`],
      ['addrinfo db.invalid 80 6 1 canon', '2001:db8::1/80/1 db.invalid'],
      [`addrinfo ${long}.invalid 80 - 1 canon`, `192.0.2.1/80/1 ${long}.invalid`],
      [`addrinfo ${long}.six.invalid 80 - 1 canon`, `2001:db8::1/80/1 ${long}.six.invalid`],
      ['addrinfo exactly-14 80 - 1 canon', '192.0.2.111/80/1 exactly-14'],
      ['addrinfo exactly--14x 80 - 1 canon', '192.0.2.111/80/1 exactly--14x'],
      ['addrinfo exactly---14xy 80 - 1 canon', '192.0.2.111/80/1 exactly---14xy'],
      ['addrinfo h 80 - 1 canon', /^127\.0\.0\.1\/80\/1 h$/],
      ['addrinfo db.invalid no-such-service', /^-(SERVICE|NONAME)/],
      ['addrinfo db.invalid 80 - 1 numerichost', '-NONAME'],
      ['byname db.invalid', 'db.invalid 192.0.2.1 192.0.2.2'],
      ['byname db.invalid 6', 'db.invalid 2001:db8::1'],
      ['byname_r db.invalid', 'db.invalid 192.0.2.1 192.0.2.2'],
      ['byname_r db.invalid 6', 'db.invalid 2001:db8::1'],
      ['byname_r db.invalid - 47', '-INTERNAL 34'],
      ['byname_r db.invalid - 51', 'db.invalid 192.0.2.1 192.0.2.2'],
    ],
    { toolchain },
  );
  assert.ok(injected(result).includes('getaddrinfo dns://db.invalid OVERRIDE 3'));
});

onEach('an overridden host has its canonical name in the entries that the libc puts it in', (context, toolchain) => {
  const name = 'db.example.invalid';
  const everywhere = toolchain.libc === 'musl';
  const names = (host: string, count: number, first: boolean) =>
    Array.from({ length: count }, (_, i) => (everywhere || (first && i === 0) ? host : '-')).join(' ');
  resolve(
    context,
    [`dns://${name}:OVERRIDE:192.0.2.1,2001:db8::1,192.0.2.2`, 'dns://s:OVERRIDE:192.0.2.1,2001:db8::1'],
    [
      // As ever: the first has it where it was asked for; in musl all have it, and always.
      ['canonical localhost 80 4 0 canon', new RegExp(`^${names('localhost', 2, true)}( -)?$`)],
      ['canonical localhost 80 4 0', new RegExp(`^${names('localhost', 2, false)}( -)?$`)],
      [`canonical ${name} 80 - 1 canon`, names(name, 3, true)],
      [`canonical ${name} 80 - 1`, names(name, 3, false)],
      ['canonical s 80 - 1 canon', names('s', 2, true)],
      ['canonical s 80 - 1', names('s', 2, false)],
    ],
    { toolchain },
  );
});

onEach('an override of names that have none of the addresses fails as the libc would', (context, toolchain) => {
  resolve(
    context,
    ['dns://six.invalid:OVERRIDE:2001:db8::1', 'dns://four.invalid:OVERRIDE:192.0.2.1'],
    [
      ['addrinfo six.invalid 80 4', /^-(ADDRFAMILY|NONAME|NODATA)$/],
      ['addrinfo four.invalid 80 6', /^-(ADDRFAMILY|NONAME|NODATA)$/],
      ['byname six.invalid', '-NO_DATA 0'],
      ['byname_r six.invalid', '-NO_DATA 0'],
      ['byname four.invalid', 'four.invalid 192.0.2.1'],
      ['byname_r four.invalid 6', '-NO_DATA 0'],
    ],
    { toolchain },
  );
});

onEach('another service is asked for', (context, toolchain) => {
  resolve(
    context,
    ['dns://localhost:SERVICE:8080', 'dns://four.invalid:OVERRIDE:192.0.2.1', 'dns://four.invalid:SERVICE:https'],
    [
      ['addrinfo localhost 80', '127.0.0.1/8080/1'],
      ['addrinfo localhost http', '127.0.0.1/8080/1'],
      ['addrinfo localhost', '127.0.0.1/8080/1'],
      ['addrinfo localhost http - 1 numericserv', '127.0.0.1/8080/1'],
      ['addrinfo four.invalid 80', '192.0.2.1/443/1'],
      ['addrinfo four.invalid 80 - 1 numericserv', /^-(NONAME|SERVICE)/],
    ],
    { toolchain },
  );
});

onEach('a filter leaves the addresses of one family', (context, toolchain) => {
  const result = resolve(
    context,
    [
      'dns://db.invalid:OVERRIDE:192.0.2.1,2001:db8::1,192.0.2.2,2001:db8::2',
      'dns://db.invalid:FILTER_FAMILY:inet6',
      '*:FILTER_FAMILY:inet',
    ],
    [
      ['addrinfo db.invalid 80', '2001:db8::1/80/1 2001:db8::2/80/1'],
      ['addrinfo db.invalid 80 4', '-NONAME'],
      ['addrinfo - 80 - 1 passive', '0.0.0.0/80/1'],
      ['addrinfo localhost 80', '127.0.0.1/80/1'],
      ['addrinfo ::1 80', '-NONAME'],
      ['byname db.invalid 6', 'db.invalid 2001:db8::1 2001:db8::2'],
      ['byname db.invalid 4', '-NO_DATA 0'],
      ['byname_r db.invalid 4', '-NO_DATA 0'],
      ['byname localhost', 'localhost 127.0.0.1'],
    ],
    { toolchain },
  );
  // What there was nothing to filter from is no injection.
  const filtered = injected(result).filter((line) => line.includes('FILTER_FAMILY'));
  assert.deepEqual(filtered, [
    'getaddrinfo dns://db.invalid FILTER_FAMILY 2',
    'getaddrinfo dns://db.invalid FILTER_FAMILY 2',
    'getaddrinfo dns:// FILTER_FAMILY 1',
    'getaddrinfo dns://[::1] FILTER_FAMILY 1',
    'gethostbyname dns://db.invalid FILTER_FAMILY 2',
    'gethostbyname dns://db.invalid FILTER_FAMILY 2',
  ]);
});

onEach('a limit leaves the first answers', (context, toolchain) => {
  const result = resolve(
    context,
    [
      'dns://db.invalid:OVERRIDE:192.0.2.1,192.0.2.2,192.0.2.3',
      'dns://db.invalid:LIMIT:2',
      'dns://none.invalid:REWRITE:localhost',
      'dns://none.invalid:LIMIT:0',
      '*:LIMIT:1',
    ],
    [
      ['addrinfo db.invalid 80', '192.0.2.1/80/1 192.0.2.2/80/1'],
      ['addrinfo none.invalid 80', '-NONAME'],
      ['addrinfo localhost 80 - 0 canon', '127.0.0.1/80/1 localhost'],
      ['addrinfo - 80 - 1 passive', '0.0.0.0/80/1'],
      ['addrinfo localhost 80', '127.0.0.1/80/1'],
      ['byname db.invalid', 'db.invalid 192.0.2.1 192.0.2.2'],
      ['byname_r db.invalid', 'db.invalid 192.0.2.1 192.0.2.2'],
      ['byname none.invalid', /^-NO_DATA/],
    ],
    { toolchain },
  );
  assert.equal(injected(result).filter((line) => line === 'getaddrinfo dns://db.invalid LIMIT 1').length, 1);
  assert.equal(injected(result).filter((line) => line.startsWith('getaddrinfo dns://localhost LIMIT')).length, 1);
});

onEach(
  'a shuffle gives every order, the same for the same seed, and the canonical name to the first',
  (context, toolchain) => {
    const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
    const rules = [`dns://db.invalid:OVERRIDE:${addresses.join()}`, 'dns://*:SHUFFLE'];
    const shuffled = (seed: number, step: string) => {
      const steps = Array.from({ length: 60 }, () => [step] as const);
      return resolve(context, rules, steps, { toolchain, seed }).lines.map((line) => line.replace(/^\S+ /, ''));
    };
    for (const step of ['addrinfo db.invalid 80', 'byname db.invalid', 'byname_r db.invalid']) {
      const orders = shuffled(1, step);
      for (const order of orders) assert.deepEqual(order.match(/192\.0\.2\.\d/g)?.sort(), addresses);
      assert.equal(new Set(orders).size, 6);
      assert.deepEqual(shuffled(1, step), orders);
      assert.notDeepEqual(shuffled(2, step), orders);
    }
    assert.ok(shuffled(1, 'addrinfo localhost 80 - 0 canon').every((line) => line.endsWith(' localhost')));
  },
);

onEach('family, order and number are changed one after the other, behind delay and rewriting', (context, toolchain) => {
  const rules = [
    'dns://db.invalid:LIMIT:1',
    'dns://db.invalid:SHUFFLE',
    'dns://db.invalid:FILTER_FAMILY:inet6',
    'dns://db.invalid:OVERRIDE:192.0.2.1,2001:db8::1,192.0.2.2,2001:db8::2',
    'dns://db.invalid:SERVICE:99',
    'dns://db.invalid:REWRITE:localhost',
    'dns://db.invalid:LATENCY:20ms',
  ];
  const steps = Array.from({ length: 20 }, () => ['addrinfo db.invalid 80'] as const);
  const result = resolve(context, rules, steps, { toolchain });
  assert.deepEqual([...new Set(result.lines)].sort(), ['addrinfo 2001:db8::1/99/1', 'addrinfo 2001:db8::2/99/1']);
  // The addresses are there without a host being looked up, so there is nothing to rewrite.
  assert.deepEqual(injected(result).slice(0, 6), [
    'getaddrinfo dns://db.invalid LATENCY 20000000',
    'getaddrinfo dns://db.invalid SERVICE 0',
    'getaddrinfo dns://db.invalid OVERRIDE 4',
    'getaddrinfo dns://db.invalid FILTER_FAMILY 2',
    'getaddrinfo dns://db.invalid SHUFFLE 2',
    'getaddrinfo dns://db.invalid LIMIT 1',
  ]);
});

onEach('a failure comes before all other effects but the delay', (context, toolchain) => {
  const rules = ['*:REWRITE:localhost', '*:EAI_AGAIN', '*:LATENCY:1ms', '*:OVERRIDE:192.0.2.1', '*:SERVICE:1'];
  const result = resolve(
    context,
    rules,
    [
      ['addrinfo db.invalid 80', '-AGAIN'],
      ['nameinfo 127.0.0.1 80', '-AGAIN'],
    ],
    { toolchain },
  );
  assert.deepEqual(injected(result), [
    'getaddrinfo dns://db.invalid LATENCY 1000000',
    'getaddrinfo dns://db.invalid ERRNO -3',
    'getnameinfo rdns://127.0.0.1 LATENCY 1000000',
    'getnameinfo rdns://127.0.0.1 ERRNO -3',
  ]);
});

onEach(
  'reverse lookups say the name and the service of the rules, as the flags and the room allow',
  (context, toolchain) => {
    const rules = [
      'rdns://192.0.2.1:REWRITE:db.example.invalid',
      'rdns://192.0.2.1:SERVICE:80',
      'rdns://[2001:db8::1]:REWRITE:db6.example.invalid',
      'rdns://[2001:db8::1]:SERVICE:chaos',
      'rdns://127.0.0.1:SERVICE:81',
      '*:SERVICE:82',
    ];
    const result = resolve(
      context,
      rules,
      [
        ['nameinfo 192.0.2.1 7', 'db.example.invalid/http'],
        ['nameinfo 192.0.2.1 7 niname', 'db.example.invalid/http'],
        ['nameinfo 192.0.2.1 7 niserv', 'db.example.invalid/80'],
        ['nameinfo 192.0.2.1 7 nihost', '192.0.2.1/http'],
        ['nameinfo 192.0.2.1 7 nihost,niserv', '192.0.2.1/80'],
        ['nameinfo 192.0.2.1 7 - 19 0', 'db.example.invalid/'],
        ['nameinfo 192.0.2.1 7 - 18 0', '-OVERFLOW'],
        ['nameinfo 192.0.2.1 7 - 0 5', '/http'],
        ['nameinfo 192.0.2.1 7 - -100 5', '/http'],
        ['nameinfo 192.0.2.1 7 - 19 -100', 'db.example.invalid/'],
        ['nameinfo 192.0.2.1 7 - 0 4', '-OVERFLOW'],
        ['nameinfo 192.0.2.1 7 - 0 0', /^-NONAME|^\/$/],
        ['nameinfo 2001:db8::1 7', 'db6.example.invalid/chaos'],
        ['nameinfo 2001:db8::1 7 niserv', 'db6.example.invalid/7'],
        ['nameinfo 2001:db8::1 7 - 0 6', '/chaos'],
        ['nameinfo 2001:db8::1 7 - 0 5', '-OVERFLOW'],
        ['nameinfo 2001:db8::1 7 nihost', '2001:db8::1/chaos'],
        ['nameinfo 127.0.0.1 7 niserv', 'localhost/81'],
        ['nameinfo /x 7 nihost', /\/x$|-FAMILY/],
        ['byaddr 192.0.2.1', 'db.example.invalid 192.0.2.1'],
        ['byaddr_r 192.0.2.1', 'db.example.invalid 192.0.2.1'],
        ['byaddr_r 192.0.2.1 8', '-INTERNAL 34'],
        ['byaddr 2001:db8::1', 'db6.example.invalid 2001:db8::1'],
        ['byaddr_r 2001:db8::1', 'db6.example.invalid 2001:db8::1'],
        ['byaddr ::ffff:192.0.2.1', 'db.example.invalid ::ffff:192.0.2.1'],
        ['byaddr_r ::ffff:192.0.2.1', 'db.example.invalid ::ffff:192.0.2.1'],
        ['byaddr 127.0.0.1', 'localhost 127.0.0.1'],
      ],
      { toolchain },
    );
    assert.deepEqual(injected(result).slice(0, 2), [
      'getnameinfo rdns://192.0.2.1 SERVICE 80',
      'getnameinfo rdns://192.0.2.1 REWRITE 0',
    ]);
  },
);

onEach('whatever was left out, put in order or put together is freed, whole or in parts', (context, toolchain) => {
  const rules = [
    'dns://all.invalid:OVERRIDE:192.0.2.1,2001:db8::1,192.0.2.2,2001:db8::2',
    'dns://cut.invalid:OVERRIDE:192.0.2.1,2001:db8::1,192.0.2.2,2001:db8::2',
    'dns://cut.invalid:SHUFFLE',
    'dns://cut.invalid:FILTER_FAMILY:inet6',
    'dns://cut.invalid:LIMIT:1',
    'dns://none.invalid:OVERRIDE:192.0.2.1,192.0.2.2',
    'dns://none.invalid:LIMIT:0',
    'dns://localhost:SHUFFLE',
    'dns://localhost:LIMIT:1',
  ];
  const steps = ['all.invalid', 'cut.invalid', 'none.invalid', 'localhost', '127.0.0.1'].flatMap((host) => [
    [`repeat 5000 addrinfo ${host} 80 - 0 canon`, 'same'] as const,
    [`repeat 5000 parts ${host} 80 - 0 -`, 'same'] as const,
  ]);
  // Freed as ever, before the process has put lists together.
  resolve(context, rules, [['addrinfo localhost 80 - 0 canon', / localhost$/], ...steps], { toolchain });
});
