import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { chaos, profileIn, readReport } from '../cli/chaos.ts';
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

test('the rules of docs/profile.md leave a torn log of a killed program', async (context) => {
  const directory = realpathSync(scratch(context));
  const rules = block('docs/profile.md', 'yaml rule torn').replaceAll('/data', directory);
  const profile = profileIn(directory, `version: 1\nrules:\n${rules}`);
  const dd = ['dd', 'if=/dev/zero', `of=${directory}/wal.log`, 'bs=100', 'count=5'];
  const { stderr } = await chaos(['run', '-p', profile, '--', ...dd], { cwd: directory });
  const { outcome, injections } = readReport(join(directory, 'chaos-report'));
  assert.equal(outcome.signal, 'SIGKILL', stderr);
  assert.deepEqual(
    injections.items.map(({ effect, ordinal }) => [effect, ordinal]),
    [
      ['TORN', 3],
      ['KILL', 4],
    ],
  );
  const { size } = statSync(join(directory, 'wal.log'));
  assert.ok(size > 200 && size < 300, `${size}`);
});

const PAGE = 'docs/debugging.md';

/** A directory with the files of the page. */
function workplace(context: TestContext): string {
  const directory = scratch(context);
  for (const [language, name] of [
    ['c', 'settings.c'],
    ['yaml', 'fault.yml'],
    ['python', 'settings.py'],
    ['yaml', 'abort.yml'],
    ['yaml', 'nth.yml'],
  ])
    put(join(directory, name ?? ''), block(PAGE, `${language} ${name}`));
  return directory;
}

/** Why an example cannot be tried; undefined when all of its programs are there. */
function without(...programs: string[]): string | undefined {
  const absent = programs.find((program) => spawnSync(program, ['--version'], { timeout: 20_000 }).status !== 0);
  return absent && `there is no ${absent}`;
}

for (const [kind, option] of [
  ['PIE', '-pie -fPIE'],
  ['non-PIE', '-no-pie -fno-pie'],
])
  test(`the commands of ${PAGE} find the line of a call in a ${kind} program`, {
    skip: without('gcc', 'addr2line', 'readelf'),
  }, (context) => {
    const directory = workplace(context);
    const run = block(PAGE, 'sh run').replace('-g', `-g ${option}`);
    const { stdout } = perform(directory, run + block(PAGE, 'sh line'));
    assert.equal(stdout, block(PAGE, 'text line').replace('/home/you', directory));
  });

test(`an injection into Python leads to its line as ${PAGE} says`, { skip: without('python3') }, (context) => {
  const directory = workplace(context);
  const { stdout: ordinal } = perform(directory, block(PAGE, 'sh ordinal'));
  assert.match(ordinal, /^\d+\n$/);
  put(join(directory, 'abort.yml'), block(PAGE, 'yaml abort.yml').replace(/nth: \d+/, `nth: ${ordinal.trim()}`));
  const { stderr } = perform(directory, block(PAGE, 'sh stack'));
  assert.match(stderr, /^Fatal Python error: Aborted$/m);
  assert.ok(stderr.includes(block(PAGE, 'text stack').replaceAll('/home/you', directory)), stderr);
});

test(`a debugger stops at the injection that ${PAGE} asks for by number`, {
  skip: without('gcc', 'gdb'),
}, (context) => {
  const directory = workplace(context);
  perform(directory, block(PAGE, 'sh run'));
  const { items } = readReport(join(directory, 'chaos-report')).injections;
  assert.match(block(PAGE, 'yaml nth.yml'), new RegExp(`nth: ${items[0]?.ordinal} `));
  const { stdout } = perform(directory, block(PAGE, 'sh debugger'));
  assert.ok(stdout.replaceAll(/0x[0-9a-f]+/g, '0x…').includes(block(PAGE, 'text debugger')), stdout);
});
