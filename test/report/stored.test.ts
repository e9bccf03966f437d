import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { collect } from '../../src/report/collect.ts';
import { renderJson } from '../../src/report/json.ts';
import { flawOf } from '../../src/report/stored.ts';
import { aGitRun, aHungRun } from './example.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
const stored = () => JSON.parse([...renderJson(collect(aGitRun()))].join(''));

/** The keys on the way to everything in a value. */
function* waysInto(value: object, way: string[] = []): Generator<string[]> {
  for (const [key, inner] of Object.entries(value)) {
    yield [...way, key];
    if (typeof inner === 'object' && inner !== null) yield* waysInto(inner, [...way, key]);
  }
}

test('a report is found whole or damaged as its schema says', () => {
  assert.equal(flawOf(stored()), undefined);
  assert.equal(flawOf(JSON.parse([...renderJson(collect(aHungRun()))].join(''))), undefined);
  let count = 0;
  for (const way of waysInto(stored()))
    for (const value of [undefined, null, -1, 0.5, 1e300, '', '\u001b[31m', [], [0], {}, true]) {
      const report = stored();
      const last = way.at(-1) ?? '';
      const holder = way.slice(0, -1).reduce((inner, key) => inner[key], report);
      if (value === undefined) delete holder[last];
      else holder[last] = value;
      if (Array.isArray(holder) && value === undefined) continue;
      assert.equal(flawOf(report) === undefined, validate(report), `${way.join('.')} = ${JSON.stringify(value)}`);
      count++;
    }
  assert.ok(count > 1_000, `${count}`);
});

test('a flaw is told by its place', () => {
  const changed = (change: (report: ReturnType<typeof stored>) => void) => {
    const report = stored();
    change(report);
    return flawOf(report);
  };
  assert.equal(flawOf(null), 'the file');
  assert.equal(flawOf([]), 'the file');
  assert.equal(flawOf({}), 'schemaVersion');
  assert.equal(
    changed(({ rules }) => (rules[0].matched = '7')),
    'rules[0].matched',
  );
  assert.equal(
    changed(({ injections }) => delete injections.items[1].site),
    'injections.items[1].site',
  );
  assert.equal(
    changed((report) => (report.cell.libc = 'dietlibc')),
    'cell',
  );
  assert.equal(
    changed((report) => (report.outcome.more = 'of a newer version')),
    undefined,
  );
});
