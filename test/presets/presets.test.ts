import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileProfile } from '../../src/compile/compile.ts';
import { parseProfile } from '../../src/profile/parse.ts';
import { block, read } from '../repository/markdown.ts';

const directory = join(import.meta.dirname, '../../presets');
const presets = readdirSync(directory);

test('there are presets', () => assert.ok(presets.length >= 5));

for (const file of presets) {
  test(`the preset ${file} is a profile of that name, without a seed`, () => {
    const profile = parseProfile(readFileSync(join(directory, file)), file);
    assert.equal(`${profile.name}.yml`, file);
    assert.equal(profile.seed, undefined);
    assert.equal(compileProfile(profile).flatMap(({ lines }) => lines).length, profile.rules.length);
  });
}

test('the README has a row for each preset', () => {
  const rows = [...read('README.md').matchAll(/^\| `([\w-]+\.yml)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(rows.toSorted(), presets.toSorted());
});

test('each preset says how to narrow it', () => {
  for (const file of presets) assert.match(read(`presets/${file}`), /^# .*`process: "myservice\*"`/m, file);
});

test('a rule that the README narrows is one of a preset', () => {
  const preset = read('presets/disk-error.yml');
  const profile = preset.replace(/^ {2}- \{ id: fsync,.*\n/m, () => block('README.md', 'yaml narrowed'));
  const [rule] = parseProfile(Buffer.from(profile), 'disk-error.yml').rules;
  const [before] = parseProfile(Buffer.from(preset), 'disk-error.yml').rules;
  const narrowed = { ...before, selector: '/var/lib/myservice', policy: { ...before?.policy, process: 'myservice*' } };
  assert.deepEqual(rule, narrowed);
});

test('too-many-processes has a rule for each operation that starts a thread or a process', () => {
  const { rules } = parseProfile(readFileSync(join(directory, 'too-many-processes.yml')), 'too-many-processes.yml');
  assert.deepEqual(
    rules.map(({ operation }) => operation),
    ['pthread_create', 'fork', 'posix_spawn', 'posix_spawnp', 'system', 'popen'],
  );
});
