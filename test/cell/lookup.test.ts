import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
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

test('what keeps a file from being executed is told', (context) => {
  const directory = scratch(context);
  symlinkSync('loop', join(directory, 'loop'));
  symlinkSync('nowhere', join(directory, 'dangling'));
  put(join(directory, 'file'), 'x', 0o644);
  const cases: [string, string, string][] = [
    ['./absent', 'not-found', './absent does not exist'],
    ['./dangling', 'not-found', './dangling does not exist'],
    ['./loop', 'not-found', './loop cannot be found: it is a symbolic link, or there are too many'],
    ['./file/x', 'not-found', './file/x cannot be found: a part of the path is not a directory'],
    ['./file', 'not-executable', './file is not executable (chmod +x makes it so)'],
    ['./', 'directory', './ is a directory'],
    ['/dev/null', 'not-executable', '/dev/null is not a file that can be executed'],
  ];
  for (const [name, missing, detail] of cases) assert.deepEqual(lookUp(name, '', directory), { missing, detail });
});

test('without PATH the system directories are searched', () => {
  assert.ok('found' in lookUp('sh', undefined, '/'));
});
