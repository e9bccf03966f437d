import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { put, scratch } from '../scratch.ts';
import { block, root } from './markdown.ts';

/** What a page's shell commands print in a directory, where `chaos` is the command line. */
function perform(directory: string, commands: string) {
  put(join(directory, 'bin/chaos'), `#!/bin/sh\nexec ${process.execPath} ${root}/src/cli.ts "$@"\n`);
  const { PATH, TMPDIR, HOME } = process.env;
  const { stdout, stderr } = spawnSync('sh', ['-c', commands.replaceAll('/path/to', root)], {
    cwd: directory,
    env: { PATH: `${join(directory, 'bin')}:${PATH}`, TMPDIR, HOME, LC_ALL: 'C' },
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return { stdout, stderr };
}

test('a library by hand does what docs/libraries.md shows', (context) => {
  const { stdout, stderr } = perform(scratch(context), block('docs/libraries.md', 'sh by hand'));
  assert.deepEqual([stdout, stderr], ['', block('docs/libraries.md', 'text by hand')]);
});
