import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { collect } from '../../src/report/collect.ts';
import { renderJson } from '../../src/report/json.ts';
import { removeEarlierReports } from '../../src/run/earlier-report.ts';
import { aPassedRun } from '../report/example.ts';
import { put, scratch } from '../scratch.ts';

test('reports of earlier runs are gone, what is none and what lies beside them stays', (context) => {
  const directory = scratch(context);
  const report = [...renderJson(collect(aPassedRun()))].join('');
  for (const place of ['.', '1', '3', '20', 'kept', '1/2'])
    for (const [name, content] of [
      ['report.json', report],
      ['summary.md', '#'],
      ['net.conf', '# profile p\n*:EIO\n'],
    ] as const)
      put(join(directory, place, name), content);
  for (const path of ['mine.txt', '3/core', '7/summary.md', '8/net.conf', 'dns.conf', '1/dns.conf'])
    put(join(directory, path), 'mine');
  put(join(directory, '8/report.json'), '{"mine": true}');
  mkdirSync(join(directory, '9/report.json'), { recursive: true });
  removeEarlierReports(directory);
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  assert.deepEqual(files, [
    ...['1', '1/2', '1/2/net.conf', '1/2/report.json', '1/2/summary.md', '1/dns.conf'],
    ...['3', '3/core', '7', '7/summary.md', '8', '8/net.conf', '8/report.json', '9', '9/report.json'],
    ...['dns.conf', 'kept', 'kept/net.conf', 'kept/report.json', 'kept/summary.md', 'mine.txt'],
  ]);
  removeEarlierReports(join(directory, 'nowhere'));
});
