import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { block, root } from './markdown.ts';

/** How often git flushes and renames depends on its version. */
const SHOWN_WITH = 'git version 2.39';

const version = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim();
const skip = version.startsWith(SHOWN_WITH) ? false : `the README shows ${SHOWN_WITH}, this is ${version}`;

test('the README shows what the demo prints', { skip }, () => {
  const environment = { PATH: process.env.PATH, TMPDIR: '/tmp' };
  const printed = execFileSync(process.execPath, ['dist/cli.mjs', 'demo'], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
  });
  assert.equal(timeless(printed, root), timeless(block('README.md', 'text demo'), '/home/you/chaos-action'));
});

/** The text without what differs from run to run and from machine to machine. */
function timeless(text: string, home: string): string {
  return text
    .replaceAll(join(home, '/'), 'HOME/')
    .replace(/'(HOME\/[^']*)'/g, '$1') // quoted where the path has blanks
    .replace(/chaos-demo-\w{6}/g, 'chaos-demo-RANDOM')
    .replace(/\/\S*…\S*\/(?=\S+ )/g, 'SHORTENED/')
    .replace(/tmp_obj_\w{6}/g, 'tmp_obj_RANDOM')
    .replace(/\bgit \d+\b/g, 'git PID')
    .replace(/\b[\d.]+ m?s\b/g, 'TIME')
    .replace(/git\+0x[0-9a-f]+/g, 'git+SITE')
    .replace(/ +/g, ' ')
    .trim();
}
