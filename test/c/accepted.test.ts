import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { compileProfile, type RuleText } from '../../src/compile/compile.ts';
import { parseProfile } from '../../src/profile/parse.ts';
import { root, usual } from './build.ts';
import { run } from './probe.ts';

/** The rule texts that the profiles in a folder become. */
function textsIn(folder: string): [string, RuleText][] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yml'))
    .flatMap((name) =>
      compileProfile(parseProfile(readFileSync(join(root, folder, name)), name)).map((text): [string, RuleText] => [
        `${folder}/${name}`,
        text,
      ]),
    );
}

for (const [path, { library, text }] of [...textsIn('presets'), ...textsIn('fixtures/profile/good')])
  test(`the library ${library} takes what ${path} becomes`, { skip: usual.missing }, (context) => {
    const { process, stderr } = run(context, 'loop', { rules: { [library]: text }, program: '/bin/true' });
    assert.equal(stderr, '');
    assert.equal(process.rulesInvalid, false, process.message);
  });
