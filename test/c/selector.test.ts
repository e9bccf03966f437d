import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { usual } from './build.ts';
import { fill, type Place, place, start } from './probe.ts';
import { runSteps } from './steps.ts';

const skip = usual.missing;

test('the longest prefix decides, * comes last, the earlier line wins a tie', { skip }, (context) => {
  const rules = [
    '*:fsync:EIO',
    '$:fsync:ENOSPC',
    '$/a/b:fsync:EROFS',
    '$/a:fsync:EDQUOT',
    '$/a/b:fsync:EACCES',
    '$/free:fsync:EIO@0',
  ].join('\n');
  runSteps(context, rules, [
    ['mkdir $/a', 0],
    ['mkdir $/a/b', 0],
    ['create a $/a/b/c', 0],
    ['fsync a', '-EROFS'],
    ['create b $/a/bb', 0],
    ['fsync b', '-EDQUOT'],
    ['create c $/ab', 0],
    ['fsync c', '-ENOSPC'],
    ['create d $/free', 0],
    ['fsync d', 0],
    ['opendirectory e /', 0],
    ['fsync e', '-EIO'],
  ]);
});

test('a rule of another operation does not stand in the way of a shorter prefix', { skip }, (context) => {
  runSteps(context, '$/a:write:EIO\n*:fsync:ENOSPC', [
    ['create a $/a', 0],
    ['fsync a', '-ENOSPC'],
    ['write a', '-EIO'],
  ]);
});

test('a prefix ends where a name ends', { skip }, (context) => {
  runSteps(context, '$/data:open:EIO', [
    ['create a $/data', '-EIO'],
    ['create a $/data/x', '-EIO'],
    ['create a $/database', 0],
    ['create a $/dat', 0],
    ['create a $/./data', '-EIO'],
    ['create a $//data', '-EIO'],
    ['create a $/x/../data', '-EIO'],
  ]);
});

test('relative paths are those of the current directory, also after it changed', { skip }, (context) => {
  runSteps(context, '$/data:open:EIO', [
    ['mkdir data', 0],
    ['mkdir free', 0],
    ['create a data/x', '-EIO'],
    ['create a free/x', 0],
    ['create a free/../data/x', '-EIO'],
    ['chdir free', 0],
    ['create a data', 0],
    ['create a ../data/x', '-EIO'],
    ['chdir ../data', 0],
    ['create a x', '-EIO'],
    ['create a ../free/x', 0],
    ['chdir /no/such/place', '-ENOENT'],
    ['create a x', '-EIO'],
    ['opendirectory d $/free', 0],
    ['fchdir d', 0],
    ['create a x', 0],
  ]);
});

test('a path that is too long is known by the directories that fit, and looks like no other', { skip }, (context) => {
  const directory = `$${`/${'d'.repeat(200)}`.repeat(4)}`;
  const long = 'L'.repeat(200);
  const rules = [
    `${directory}/A:open:EIO`,
    '/**/A:open:EDQUOT',
    '/**/?:fsync:EIO',
    '$:fsync:ENOSPC',
    '$:unlink:EACCES',
    '*:unlink:EROFS',
  ].join('\n');
  const prepare = ({ work }: Place) =>
    void mkdirSync(`${directory.replace('$', work)}/${long}/${long}`, { recursive: true });
  const { injections, work } = runSteps(
    context,
    rules,
    [
      [`chdir ${directory}`, 0],
      ['create a A', '-EIO'],
      [`create a ${long}/A`, 0],
      [`create b ${directory}/${long}/A`, 0],
      [`create c ${long}/../A`, '-EIO'],
      [`create c ${long}/${long}/../../A`, '-EIO'],
      ['fsync a', '-ENOSPC'],
      ['fsync b', '-ENOSPC'],
      ['create x $/x', 0],
      ['rename $/x $/y', 0],
      ['fsync a', '-ENOSPC'],
      [`opendirectory d ${directory}`, 0],
      [`unlinkat d ${long}/A`, '-EACCES'],
      [`opendirectory e ${directory}/${long}`, 0],
      ['unlinkat e A', '-EROFS'],
    ],
    { prepare },
  );
  const target = `${`${directory.replace('$', work)}/${long}/A`.slice(0, 1021)}…`;
  assert.deepEqual(
    injections.filter(({ operation }) => operation !== 'open').map((injection) => injection.target),
    [...Array(4).fill(target), 'A'],
  );
});

test('a path relative to a descriptor is that of its directory', { skip }, (context) => {
  runSteps(context, '$/data:open:EIO@after=1\n$/data:stat:ENOSPC', [
    ['mkdir data', 0],
    ['opendirectory d $/data', 0],
    ['openat a d x', '-EIO'],
    ['openat a d ../free', 0],
    ['openat a d $/data/x', '-EIO'],
    ['statempty d', '-ENOSPC'],
    ['opendirectory f $', 0],
    ['openat a f data/x', '-EIO'],
    ['statempty f', 0],
    ['openat a 77 x', '-EBADF'],
  ]);
});

test('a renamed file is found under its new name, a directory with all that is in it', { skip }, (context) => {
  runSteps(context, '$/data:fsync:EIO', [
    ['mkdir $/free', 0],
    ['create a $/free/x', 0],
    ['fsync a', 0],
    ['rename $/free $/data', 0],
    ['fsync a', '-EIO'],
    ['rename $/data/x $/x', 0],
    ['fsync a', 0],
    ['rename $/no $/such', '-ENOENT'],
    ['fsync a', 0],
  ]);
});

test('a rename of which rules mean both names fails as that of the new name says', { skip }, (context) => {
  runSteps(context, '$/data:rename_from:EIO\n$/data:rename_to:EACCES@nth=1|2', [
    ['mkdir $/data', 0],
    ['create a $/data/x', 0],
    ['rename $/data/x $/data/y', '-EACCES'],
    ['rename $/free $/data/y', '-EACCES'],
    ['rename $/data/x $/data/y', '-EIO'],
    ['rename $/data/x $/free', '-EIO'],
  ]);
});

test('an unlinked file has lost its name but not its directory, and is recorded by the name it had', {
  skip,
}, (context) => {
  const { injections, work } = runSteps(context, '$/d/data:fsync:EIO\n$/d:fsync:ENOSPC', [
    ['mkdir $/d', 0],
    ['create a $/d/data', 0],
    ['fsync a', '-EIO'],
    ['unlink $/d/data', 0],
    ['fsync a', '-ENOSPC'],
    ['create b $/d/data', 0],
    ['fsync b', '-EIO'],
    ['create c $/free', 0],
    ['unlink $/free', 0],
    ['fsync c', 0],
  ]);
  assert.deepEqual(
    injections.map(({ target }) => target),
    Array(3).fill(`${work}/d/data`),
  );
});

test('a file that is really called (deleted) is itself', { skip }, (context) => {
  const { injections, work } = runSteps(context, '$/x (deleted):fsync:EIO\n$/x:fsync:ENOSPC', [
    ['create a $/x~(deleted)', 0],
    ['fsync a', '-EIO'],
    ['create b $/x', 0],
    ['fsync b', '-ENOSPC'],
  ]);
  assert.deepEqual(
    injections.map(({ target }) => target),
    [`${work}/x (deleted)`, `${work}/x`],
  );
});

test('the run directory is never touched, whatever names it', { skip }, (context) => {
  const { injections } = runSteps(context, '/:EIO\n*:EIO', [
    ['open a %/io.conf', 0],
    ['read a 1', 1],
    ['open b %/telemetry', 0],
    ['stat %', 0],
    ['stat %x', '-EIO'],
    ['chdir %', 0],
    ['open c control', 0],
    ['fsync c', 0],
  ]);
  assert.equal(injections.length, 1);
});

test('without a run directory the rule text itself is not touched', { skip }, (context) => {
  const at = place(context);
  writeFileSync(join(at.run, 'io.conf'), '/:EIO\n');
  const { lines } = start(at, 'steps', {
    args: ['open a ../run/io.conf', 'read a 4', 'open b x'],
    environment: { CHAOS_CONFIG_DIR: `${at.run}//` },
  });
  assert.deepEqual(lines, ['open 0', 'read 4', 'open -EIO']);
});

test('what no rule selects is told by samples, each target once', { skip }, (context) => {
  const { telemetry, work } = runSteps(context, '/elsewhere:fsync:EIO', [
    ['create a $/x', 0],
    ['repeat 5 fsync a', 0],
    ['create b $/y', 0],
    ['fsync b', 0],
    ['write b', 1],
  ]);
  assert.deepEqual(
    telemetry.samples.map(({ operation, target }) => [operation, target]),
    [
      ['fsync', `${work}/x`],
      ['fsync', `${work}/y`],
    ],
  );
});

test('a path through a symbolic link is taken as it is written when opened, and as it is afterwards', {
  skip,
}, (context) => {
  const at = place(context);
  fill(at, '$/real:fsync:EIO\n$/link:open:EACCES');
  mkdirSync(join(at.work, 'real'));
  const { lines } = start(at, 'steps', {
    args: ['opendirectory a real', 'fsync a', 'create b real/x', 'fsync b', 'create c link/x'],
    environment: { CHAOS_CONFIG_DIR: at.run },
  });
  assert.deepEqual(lines, ['opendirectory 0', 'fsync -EIO', 'create 0', 'fsync -EIO', 'create -EACCES']);
});

test('a descriptor means the path of its open, in whatever form, copied and reused, asked about late or never', {
  skip,
}, (context) => {
  const long = 'x'.repeat(100);
  runSteps(
    context,
    '$/link:fsync:EIO',
    [
      ['create a $/link/a', 0],
      ['create b $/real/b', 0],
      [`create c $/link/${long}`, 0],
      [`create d $/real/${long}d`, 0],
      ['create e $/real/../link/e', 0],
      ['create f link/f', 0],
      ['opendirectory g real', 0],
      ['openat h g h', 0],
      ['close g', 0],
      ['create i $/link/i', 0],
      ['open z $/link/none', '-ENOENT'],
      ['dup j i', 0],
      ['dupfd k i 1500', 0],
      ['dupfd l b 1600', 0],
      ['chdir real', 0],
      ['create m ../link/m', 0],
      ['create n m', 0],
      ['create o $/link/o', 0],
      ['close o', 0],
      ['create o $/real/o', 0],
      ['fsync a', '-EIO'],
      ['fsync b', 0],
      ['fsync c', '-EIO'],
      ['fsync d', 0],
      ['fsync e', '-EIO'],
      ['fsync f', '-EIO'],
      ['fsync j', '-EIO'],
      ['fsync k', '-EIO'],
      ['fsync l', 0],
      ['fsync m', '-EIO'],
      ['fsync n', 0],
      ['fsync o', 0],
      ['repeat 3 fsync i', '-EIO'],
      ['create p $/link/p', 0],
      ['rename $/link/p $/link/q', 0],
      ['fsync p', 0],
    ],
    {
      prepare: ({ work }) => {
        mkdirSync(join(work, 'real'));
        symlinkSync('real', join(work, 'link'));
      },
    },
  );
});

test('a descriptor beyond the first 1,024 means the path of its open, too', { skip }, (context) => {
  runSteps(
    context,
    '$/link:fsync:EIO',
    [
      ['create a $/real/a', 0],
      ['repeat 1030 dup b a', 0],
      ['create c $/link/c', 0],
      ['create d $/real/d', 0],
      ['fsync c', '-EIO'],
      ['fsync d', 0],
    ],
    {
      prepare: ({ work }) => {
        mkdirSync(join(work, 'real'));
        symlinkSync('real', join(work, 'link'));
      },
    },
  );
});

test('a path asked about again and again is decided as by its text, whatever became of the files', {
  skip,
}, (context) => {
  runSteps(context, '$/data:stat:EIO', [
    ['create a $/free', 0],
    ['repeat 3 stat $/free', 0],
    ['repeat 3 stat $/data', '-EIO'],
    ['repeat 3 stat $/data/x', '-EIO'],
    ['repeat 3 stat $/x/../data', '-EIO'],
    ['rename $/free $/data', 0],
    ['repeat 3 stat $/data', '-EIO'],
    ['repeat 3 stat $/free', '-ENOENT'],
    ['unlink $/data', 0],
    ['repeat 3 stat $/data', '-EIO'],
    ['mkdir $/free', 0],
    ['repeat 3 stat $/free', 0],
    [`repeat 3 stat $/${'x'.repeat(250)}/../data`, '-EIO'],
    [`repeat 3 stat $/data/${'x'.repeat(250)}`, '-EIO'],
  ]);
});

test('a relative path asked about again and again is that of the directory that is current then', {
  skip,
}, (context) => {
  runSteps(context, '$/data:stat:EIO', [
    ['mkdir $/data', 0],
    ['mkdir $/free', 0],
    ['repeat 4 stat data', '-EIO'],
    ['repeat 4 stat free', 0],
    ['chdir free', 0],
    ['repeat 4 stat data', '-ENOENT'],
    ['repeat 4 stat ../data', '-EIO'],
    ['chdir ..', 0],
    ['repeat 4 stat data', '-EIO'],
    ['rename $/free $/data/free', '0'],
    ['repeat 4 stat free', '-ENOENT'],
    ['repeat 4 stat data/free', '-EIO'],
  ]);
});

test('thousands of rules and paths, more than are remembered, are told apart', { skip }, (context) => {
  const paths = Array.from({ length: 300 }, (_, i) => i * 13);
  const rules = Array.from({ length: 4096 }, (_, i) => `$/file${i}:stat:${i % 2 ? 'EIO' : 'ENOSPC'}`);
  const asked = paths.map((i) => [`stat $/file${i}`, i % 2 ? '-EIO' : '-ENOSPC'] as const);
  runSteps(context, rules.join('\n'), [...asked, ['stat $/file4096', '-ENOENT'], ...asked, ...asked]);
});

test('what is known of a descriptor is forgotten however often names have changed', { skip }, (context) => {
  runSteps(context, '$/x:fsync:EIO\n$/y:fsync:ENOSPC', [
    ['create a $/x', 0],
    ['fsync a', '-EIO'],
    ['rename $/x $/y', 0],
    [`repeat ${2 ** 16 - 1} rename $/y $/y`, 0],
    ['fsync a', '-ENOSPC'],
  ]);
});

test('a stream that is opened anew under its own name follows the rules of that name', { skip }, (context) => {
  runSteps(context, '$/x:write:EIO\n$/y:open:EIO', [
    ['fopen $/x w', 0],
    ['open a $/y', '-EIO'],
    ['freopen a', 0],
    ['fputs x', '-EIO'],
  ]);
});

test('a stream that a rule keeps from being opened anew is closed', { skip }, (context) => {
  runSteps(context, '$/y:open:EIO', [
    ['fopen $/x w', 0],
    ['fputs kept', 0],
    ['freopen w $/y', '-EIO'],
    ['open a $/x', 0],
    ['read a 4', 4],
  ]);
});
