import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { lookUp } from '../../src/cell/lookup.ts';
import { put, scratch } from '../scratch.ts';

test('a name is looked up in PATH, a path from the working directory', (context) => {
  const directory = scratch(context);
  const prog = put(join(directory, 'bin/prog'), 'x');
  assert.deepEqual(lookUp('prog', 'none:bin', directory), { found: prog });
  assert.deepEqual(lookUp('bin/prog', '', directory), { found: prog });
  assert.deepEqual(lookUp(prog, undefined, '/'), { found: prog });
  assert.equal('missing' in lookUp('', directory, directory), true);
});

test('without PATH the system directories are searched', () => {
  assert.ok('found' in lookUp('sh', undefined, '/'));
});
