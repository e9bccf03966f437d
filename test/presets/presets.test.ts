import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileProfile } from '../../src/compile/compile.ts';
import { parseProfile } from '../../src/profile/parse.ts';

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
