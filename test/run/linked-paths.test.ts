import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { realSelector } from '../../src/report/linked.ts';
import { linkedPaths } from '../../src/run/linked-paths.ts';
import { aRule } from '../report/example.ts';
import { scratch } from '../scratch.ts';

test('a path that passes a symbolic link leads elsewhere, also below it and as a pattern', (context) => {
  const directory = realpathSync(scratch(context));
  const real = join(directory, 'real');
  const data = join(directory, 'data');
  const root = join(directory, 'root');
  const gone = join(directory, 'gone');
  mkdirSync(real);
  symlinkSync('real', data);
  symlinkSync('/', root);
  symlinkSync('nowhere', gone);
  const leads = (selector: string) => {
    const linked = linkedPaths([aRule({ id: 'one', selector })]).get(selector);
    return linked && realSelector(selector, linked);
  };
  assert.equal(leads(data), real);
  assert.equal(leads(`${data}/base/1`), `${real}/base/1`);
  assert.equal(leads(`${data}/**/*.sst`), `${real}/**/*.sst`);
  assert.equal(leads(`${root}/srv`), '/srv');
  for (const path of [real, `${real}/x`, `${gone}/x`, '/', '/nowhere/at/all', '*', 'realtime', 'tcp4://127.0.0.1:80'])
    assert.equal(leads(path), undefined, path);
});
