import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { collect } from '../../src/report/collect.ts';
import { renderJson } from '../../src/report/json.ts';
import type { Report } from '../../src/report/report.ts';
import { aGitRun, aHungRun, aNastyRun, anInput, anOutcome, aPassedRun } from './example.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

const reports: Record<string, Report> = {
  git: collect(aGitRun()),
  nasty: collect(aNastyRun()),
  passed: collect(aPassedRun()),
  hung: collect(aHungRun()),
  'not started': collect({
    ...anInput({ outcome: anOutcome({ startError: 'ENOENT' }), commandPid: null, cell: null }),
    telemetry: null,
  }),
};
for (const [name, report] of Object.entries(reports))
  test(`the report of the ${name} run is valid`, () => {
    validate(JSON.parse([...renderJson(report)].join('')));
    assert.deepEqual(validate.errors ?? [], []);
  });

interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  oneOf?: Node[];
  required?: string[];
  description?: string;
  additionalProperties?: boolean;
}

/** Every object of the schema that has properties. */
function* objects(node: Node): Generator<Node> {
  if (node.properties) yield node;
  const inner = [...Object.values(node.properties ?? {}), ...(node.oneOf ?? []), ...(node.items ? [node.items] : [])];
  for (const child of inner) yield* objects(child);
}

/** Keys that reports of older versions don't have, and are read without. */
const ADDED = ['piped', 'startedAs', 'ordinal'];

test('every key is described and the only one allowed, and required unless it was added later', () => {
  let count = 0;
  for (const { properties = {}, required, additionalProperties } of objects(schema)) {
    count++;
    assert.equal(additionalProperties, false);
    assert.deepEqual(
      required,
      Object.keys(properties).filter((key) => !ADDED.includes(key)),
    );
    for (const [key, { description }] of Object.entries(properties))
      if (key !== 'schemaVersion') assert.ok(description, key);
  }
  assert.equal(count, 13);
});

const damages: [what: string, damage: (report: Report) => unknown][] = [
  ['an unknown key', (report) => Object.assign(report, { more: 1 })],
  ['an unknown key of an injection', (report) => Object.assign(report.injections.items[0] ?? {}, { more: 1 })],
  ['a missing key', (report) => Reflect.deleteProperty(report.gate, 'warnings')],
  ['an unknown outcome', (report) => Object.assign(report.outcome, { kind: 'bored' })],
  ['a negative count', (report) => Object.assign(report.rules[0] ?? {}, { matched: -1 })],
];
for (const [what, damage] of damages)
  test(`a report with ${what} is not valid`, () => {
    const report = structuredClone(collect(aGitRun()));
    damage(report);
    assert.equal(validate(report), false);
  });

test('docs/report.md names every key of the schema, and no other', () => {
  const page = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `([\w.[\]]+)` \|/gm)].map(([, key]) => key);
  const paths = function* (node: Node, path: string): Generator<string> {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      const at = path === '' ? key : `${path}.${key}`;
      const inside = child.items?.properties ? `${at}[]` : at;
      const object = child.oneOf?.find(({ properties }) => properties) ?? child.items ?? child;
      if (object.properties) yield* paths(object, inside);
      else yield at;
    }
  };
  assert.deepEqual(documented.sort(), [...paths(schema, '')].sort());
});
