import assert from 'node:assert/strict';
import test from 'node:test';
import tables from '../../src/compile/grammar.json' with { type: 'json' };
import { glibc } from '../c/build.ts';
import { run, type Trial } from '../c/probe.ts';
import { PYTHON } from './cpython.ts';
import { lacks } from './program.ts';

const skip = glibc.missing;

/** What no function for names says by its manual, but glibc's netdb.h has: libuv ends a program that meets one. */
const STRANGE = ['EAI_IDN_ENCODE', 'EAI_INPROGRESS', 'EAI_NOTCANCELED', 'EAI_ALLDONE', 'EAI_INTR'];

/** What an operation can be made to fail with, but for those. */
const errorsOf = (operation: string) =>
  tables.resolverErrors
    .filter(({ name, operations }) => operations.includes(operation) && !STRANGE.includes(name))
    .map(({ name }) => name);

const dns = (rules: string[], program: string, args: string[]): Trial => ({
  toolchain: glibc,
  rules: { dns: rules.join('\n') },
  program,
  args,
});

test('Node knows every error that a lookup can be made to fail with, but for strange ones', { skip }, (context) => {
  const errors = errorsOf('getaddrinfo');
  const rules = errors.map((error) => `dns://${error}.invalid:${error}`);
  const script = `
    for (const error of ${JSON.stringify(errors)})
      dns.lookup(error + '.invalid', ({ code }) => console.log(error, code));`;
  const { lines } = run(context, 'node', dns(rules, process.execPath, ['-e', script]));
  const said = new Map(lines.map((line) => line.split(' ') as [string, string]));
  const other = { EAI_NONAME: 'ENOTFOUND', EAI_NODATA: 'ENOTFOUND', EAI_SYSTEM: 'EIO' } as Record<string, string>;
  assert.deepEqual(said, new Map([...said].map(([error]) => [error, other[error] ?? error])));
  assert.equal(said.size, errors.length);
});

test('Node knows every error that a reverse lookup can be made to fail with, but for strange ones', {
  skip,
}, (context) => {
  const errors = errorsOf('getnameinfo');
  const rules = errors.map((error, i) => `rdns://192.0.2.${i}:${error}`);
  const script = `
    for (const [i, error] of ${JSON.stringify(errors)}.entries())
      dns.lookupService('192.0.2.' + i, 80, ({ code }) => console.log(error, code));`;
  const { lines } = run(context, 'node', dns(rules, process.execPath, ['-e', script]));
  const other = { EAI_NONAME: 'ENOTFOUND', EAI_SYSTEM: 'EIO' } as Record<string, string>;
  assert.deepEqual(lines.sort(), errors.map((error) => `${error} ${other[error] ?? error}`).sort());
});

test('Node sees all addresses of a host, and the names of an address', { skip }, (context) => {
  const rules = [
    'dns://db.invalid:OVERRIDE:192.0.2.1,2001:db8::1,192.0.2.2',
    'dns://few.invalid:OVERRIDE:192.0.2.1,2001:db8::1,192.0.2.2',
    'dns://few.invalid:FILTER_FAMILY:inet',
    'dns://few.invalid:LIMIT:1',
    'rdns://192.0.2.1:REWRITE:db.example.invalid',
    'rdns://192.0.2.1:SERVICE:443',
  ];
  const script = `
    const all = { all: true, order: 'verbatim' };
    dns.lookup('db.invalid', all, (error, addresses) => console.log('db', addresses.map(({ address }) => address).join()));
    dns.lookup('few.invalid', all, (error, addresses) => console.log('few', addresses.map(({ address }) => address).join()));
    dns.lookupService('192.0.2.1', 80, (error, host, service) => console.log('name', host, service));`;
  const { lines } = run(context, 'node', dns(rules, process.execPath, ['-e', script]));
  assert.deepEqual(lines.sort(), [
    'db 192.0.2.1,2001:db8::1,192.0.2.2',
    'few 192.0.2.1',
    'name db.example.invalid https',
  ]);
});

test('CPython finds and names hosts as rules say, by every function that it has', { skip }, (context) => {
  const rules = [
    'dns://db.invalid:OVERRIDE:192.0.2.1,192.0.2.2',
    'dns://gone.invalid:EAI_NONAME',
    'rdns://192.0.2.1:REWRITE:db.example.invalid',
    'rdns://192.0.2.3:EAI_AGAIN',
  ];
  const script = `
import socket as s
def said(call):
    try: print(call())
    except OSError as error: print(type(error).__name__, error.errno)
said(lambda: s.gethostbyname('db.invalid'))
said(lambda: s.gethostbyname_ex('db.invalid'))
said(lambda: [address[4][0] for address in s.getaddrinfo('db.invalid', 80, type=s.SOCK_STREAM)])
said(lambda: s.gethostbyaddr('192.0.2.1'))
said(lambda: s.getfqdn('192.0.2.1'))
said(lambda: s.getnameinfo(('192.0.2.1', 80), s.NI_NUMERICSERV))
said(lambda: s.gethostbyname('gone.invalid'))
said(lambda: s.gethostbyname_ex('gone.invalid'))
said(lambda: s.gethostbyaddr('192.0.2.3'))
said(lambda: s.getnameinfo(('192.0.2.3', 80), 0))`;
  const { lines } = run(context, 'python', dns(rules, PYTHON, ['-c', script]));
  assert.deepEqual(lines, [
    '192.0.2.1',
    "('db.invalid', [], ['192.0.2.1', '192.0.2.2'])",
    "['192.0.2.1', '192.0.2.2']",
    "('db.example.invalid', [], ['192.0.2.1'])",
    'db.example.invalid',
    "('db.example.invalid', '80')",
    'gaierror -2',
    'gaierror -2',
    'herror 2',
    'gaierror -3',
  ]);
});

test('getent finds hosts where rules put them', { skip: skip ?? lacks('getent') }, (context) => {
  const rules = ['dns://db.invalid:OVERRIDE:192.0.2.1,2001:db8::1', 'rdns://192.0.2.1:REWRITE:db.example.invalid'];
  for (const [database, key, wanted] of [
    ['ahosts', 'db.invalid', /^192\.0\.2\.1 +STREAM db\.invalid\n/],
    ['hosts', 'db.invalid', /^2001:db8::1 +db\.invalid\n$/],
    ['hosts', '192.0.2.1', /^192\.0\.2\.1 +db\.example\.invalid\n$/],
  ] as const) {
    const { lines } = run(context, 'getent', dns(rules, '/usr/bin/getent', [database, key]));
    assert.match(`${lines.join('\n')}\n`, wanted);
  }
});
