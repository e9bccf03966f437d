import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libraries } from '../../src/compile/grammar.ts';
import { beyondManuals, LISTED } from '../../src/profile/manual.ts';
import { parseProfile } from '../../src/profile/parse.ts';

/** What the warnings say of one rule: the error, and whose manuals. */
function warned(rule: string): (string | undefined)[] {
  const text = `version: 1\nrules:\n  - { ${rule} }\n`;
  return beyondManuals(parseProfile(Buffer.from(text), 'p.yml')).map((warning) => {
    assert.match(warning, /^rule rule-1 \(p\.yml:3\) fails with .*: programs may abort on it/);
    return / with (.*) not list:/.exec(warning)?.[1];
  });
}

test('an error that a function of name resolution has in no manual is warned of, and only that', () => {
  const cases: [rule: string, warnings: string[]][] = [
    ['on: dns.getaddrinfo, fail: EAI_INTR', ['EAI_INTR, which getaddrinfo(3) does']],
    ['on: dns.*, name: a.example, fail: EAI_CANCELED', ['EAI_CANCELED, which getaddrinfo(3) does']],
    ['on: dns.getnameinfo, fail: EAI_IDN_ENCODE', ['EAI_IDN_ENCODE, which getnameinfo(3) does']],
    ['on: dns.*, fail: EAI_IDN_ENCODE', ['EAI_IDN_ENCODE, which getaddrinfo(3) and getnameinfo(3) do']],
    ['on: dns.getaddrinfo, fail: EAI_INTR, probability: 0', []],
    ['on: dns.*, fail: EAI_OVERFLOW', []],
    ['on: dns.*, fail: EAI_NODATA', []],
    ['on: dns.gethostbyname, fail: EAI_NODATA', []],
    ['on: dns.getaddrinfo, delay: 1s', []],
    ['on: io.fsync, fail: EAGAIN', []],
  ];
  for (const [rule, warnings] of cases) assert.deepEqual(warned(rule), warnings, rule);
});

test('every error in a manual can be had of the function', () => {
  for (const [name, errors] of Object.entries(LISTED))
    for (const error of errors) assert.ok(libraries.get('dns')?.failing.get(error)?.includes(name), `${name} ${error}`);
});
