import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAbout, nearness } from '../../src/report/aim.ts';
import type { CallRecord } from '../../src/telemetry/telemetry.ts';
import { aRule } from './example.ts';

const on = (target: string): CallRecord => ({
  time: 0n,
  pid: 1,
  tid: 1,
  library: 'io',
  executable: '',
  operation: 'fsync',
  symbol: 'fsync',
  target,
  site: undefined,
});

const paths: [selector: string, target: string, about: boolean][] = [
  ['*', '/any', true],
  ['/', '/any/thing', true],
  ['/data', '/data', true],
  ['/data', '/data/x/y', true],
  ['/data', '/database', false],
  ['/data/*.log', '/data/a.log', true],
  ['/data/*.log', '/data/a.log/below', true],
  ['/data/*.log', '/data/b/a.log', false],
  ['/data/?.log', '/data/ab.log', false],
  ['/data/**/*.sst', '/data/1.sst', true],
  ['/data/**/*.sst', '/data/a/b/1.sst', true],
  ['/data/**/*.sst', '/data/a/b/1.log', false],
  ['/a.b', '/axb', false],
];
for (const [selector, target, about] of paths)
  test(`a rule for ${selector} is ${about ? '' : 'not '}about ${target}`, () => {
    assert.equal(isAbout(aRule({ id: 'a', selector }), on(target)), about);
  });

const nearer: [selector: string, near: string, far: string][] = [
  ['/data/a/b', '/data/a/c', '/data/b'],
  ['tcp4://127.0.0.1:5432', 'tcp4://127.0.0.1:80', 'tcp4://127.0.0.2:5432'],
  ['tcp4://127.0.0.1:5432', 'udp4://127.0.0.1:5432', 'tcp4://127.0.0.1:80'],
  ['tcp6://[::1]:443', 'tcp6://[::1]:80', 'tcp6://[::2]:443'],
  ['unix:///run/db.sock', 'unix:///run/x', 'unix:///tmp/x'],
  ['dns://db.example.com', 'dns://www.example.com', 'dns://db.example.org'],
];
for (const [selector, near, far] of nearer)
  test(`${near} is nearer to ${selector} than ${far}`, () =>
    assert.ok(nearness(selector, near) > nearness(selector, far)));
