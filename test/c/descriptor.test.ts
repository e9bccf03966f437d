import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { usual } from './build.ts';
import { fill, type Place, place, recorded, run, start } from './probe.ts';
import { runSteps, type Steps } from './steps.ts';

const skip = usual.missing;

test('what a descriptor refers to is known after dup, dup2, close and fcntl', { skip }, (context) => {
  runSteps(context, '$/data:fsync:EIO', [
    ['create a $/data', 0],
    ['create b $/free', 0],
    ['fsync a', '-EIO'],
    ['fsync b', 0],
    ['dup c a', 0],
    ['fsync c', '-EIO'],
    ['dup2 b c', 0],
    ['fsync c', 0],
    ['dup2 a b', 0],
    ['fsync b', '-EIO'],
    ['dup3 c b', 0],
    ['fsync b', 0],
    ['dupfd d a 50', 0],
    ['fsync d', '-EIO'],
    ['close d', 0],
    ['fsync d', '-EBADF'],
    ['dupfd e c 50', 0],
    ['fsync 50', 0],
    ['close a', 0],
    ['fsync a', '-EBADF'],
    ['create f $/free', 0],
    ['fsync f', 0],
    ['close f', 0],
    ['create f $/data', 0],
    ['fsync f', '-EIO'],
    ['close_range 3', 0],
    ['create f $/free', 0],
    ['fsync f', 0],
  ]);
});

test('a descriptor is known by the path of its open as long as it is open, whatever becomes of others', {
  skip,
}, (context) => {
  runSteps(
    context,
    '$/link:fsync:EIO',
    [
      ['create other $/other', 0],
      ['create a $/link/data', 0],
      ['close_range 500 600', 0],
      ['fsync a', '-EIO'],
      ['close_range 3 899 4', 0],
      ['fsync a', '-EIO'],
      ['dup2 other 1', 0],
      ['lend a 1', 0],
      ['fsync a', '-EIO'],
      ['fsync 1', 0],
      ['close_range 3', 0],
      ['create a $/other', 0],
      ['fsync a', 0],
    ],
    { prepare: ({ work }) => symlinkSync('.', join(work, 'link')) },
  );
});

/** Where `link` leads to the directory that it is in: the targets that were recorded, without that directory. */
function targetsThroughLink(context: TestContext, rules: string, steps: Steps): string[] {
  const prepare = ({ run, work }: Place) => {
    symlinkSync('.', join(work, 'link'));
    writeFileSync(join(run, 'real'), `${work}/data:fsync:ENOSPC\n`);
  };
  const { injections, telemetry, work } = runSteps(context, rules, steps, { prepare });
  return [...injections, ...telemetry.samples]
    .filter(({ operation }) => operation !== 'open')
    .map(({ target }) => target.slice(work.length));
}

for (const [what, rule] of [
  ['', ''],
  [', also where rules name open', '\n$/link:open:LATENCY:1us'],
] as const)
  test(`what befell a descriptor is told under the path by which it was opened${what}`, { skip }, (context) => {
    const steps: Steps = [
      ['create a $/link/data', 0],
      ['fsync a', '-EIO'],
      ['close a', 0],
      ['openat a -1 $/link/data', 0],
      ['fsync a', '-EIO'],
      ['dup b a', 0],
      ['close a', 0],
      ['fsync b', '-EIO'],
      ['fopen $/link/data w', 0],
      ['fflush', '-EIO'],
      ['open a $//link/./data', 0],
      ['fsync a', '-EIO'],
    ];
    const rules = `$/link/data:fsync:EIO\n$/link/data:write:EIO${rule}`;
    assert.deepEqual(targetsThroughLink(context, rules, steps), Array(5).fill('/link/data'));
  });

test('so it is wherever in memory the path stands, also at the end of a page', { skip }, (context) => {
  const steps = Array.from(
    { length: 300 },
    (): Steps => [
      ['create a $/link/data', 0],
      ['fsync a', '-EIO'],
      ['close a', 0],
    ],
  ).flat();
  assert.deepEqual(targetsThroughLink(context, '$/link/data:fsync:EIO', steps), Array(300).fill('/link/data'));
});

test('so is what no rule selects', { skip }, (context) => {
  const steps: Steps = [
    ['create a $/link/data', 0],
    ['fsync a', 0],
  ];
  assert.deepEqual(targetsThroughLink(context, '$/data:fsync:EIO', steps), ['/link/data']);
});

const LONG = 'long'.repeat(16);

for (const [what, steps, target] of [
  ['path is too long to be noted', [[`create a $/link/${LONG}`, 0]], `/${LONG}`],
  ['path is relative', [['create a data', 0]], '/data'],
  [
    'path goes up from where a symbolic link leads',
    [
      ['mkdir $/far', 0],
      ['mkdir $/far/off', 0],
      ['symlink far/off $/near', 0],
      ['create a $/data', 0],
      ['close a', 0],
      ['create a $/near/../data', 0],
    ],
    '/far/data',
  ],
  [
    'number was another file before',
    [
      ['create a $/link/free', 0],
      ['close a', 0],
      ['create a data', 0],
    ],
    '/data',
  ],
] as const)
  test(`a descriptor whose ${what} is told under the name that the kernel has`, { skip }, (context) => {
    const befallen = targetsThroughLink(context, '$:fsync:EIO', [...steps, ['fsync a', '-EIO']]);
    assert.deepEqual(befallen, [target]);
  });

test('what is told is a path that the rule selects', { skip }, (context) => {
  const again: Steps = [
    ['create a $/link/data', 0],
    ['close a', 0],
    ['create a data', 0],
    ['fsync a', '-EIO'],
  ];
  assert.deepEqual(targetsThroughLink(context, '$/data:fsync:EIO', again), ['/data']);
  const reloaded: Steps = [
    ['create a $/link/data', 0],
    ['fsync a', '-EIO'],
    ['rules %/real %/io.conf %/control', 0],
    ['fsync a', '-ENOSPC'],
  ];
  assert.deepEqual(targetsThroughLink(context, '$/link/data:fsync:EIO', reloaded), ['/link/data', '/data']);
});

test('what daemon(3) puts in the place of a file is not taken for it', { skip }, (context) => {
  const { injections } = runSteps(context, '$/log:write:EIO', [
    ['create a $/log', 0],
    ['dup2 a 1', 0],
    ['write 1', '-EIO'],
    ['daemon', 0],
    ['write 1', 1],
    ['write 1', 1],
    ['write a', '-EIO'],
  ]);
  assert.deepEqual(new Set(injections.map(({ target }) => basename(target))), new Set(['log']));
});

test('what had the number of a file before all from some on were closed is not taken for it', { skip }, (context) => {
  runSteps(context, '$/data:write:EIO', [
    ['create a $/free', 0],
    ['create b $/data', 0],
    ['write b 1', '-EIO'],
    ['closefrom 3', 0],
    ['pipe a b', 0],
    ['write b 1', 1],
  ]);
});

test('/proc, /sys, /dev and what is on no path are never touched', { skip }, (context) => {
  const { injections } = runSteps(context, '*:EIO\n/:EIO\n/dev:EIO\n/proc:EIO\n/sys:EIO', [
    ['open a /dev/null', 0],
    ['write a', 1],
    ['fsync a', '-EINVAL'],
    ['opendirectory b /proc/self', 0],
    ['stat /proc/self/status', 0],
    ['opendirectory c /sys', 0],
    ['fstat c', 0],
    ['open d /dev/../dev/zero', 0],
    ['read d 4', 4],
    ['create e $/x', '-EIO'],
    ['terminal t', 0],
    ['write t', 1],
    ['dup2 t 1', 0],
    ['puts x', 0],
    ['flushout', 0],
    ['dup2 t 0', 0],
    ['write 0', 1],
  ]);
  assert.deepEqual(
    injections.map(({ target }) => target.split('/').at(-1)),
    ['x'],
  );
});

test('EINTR befalls no pipe that does not wait, and is left to the next call', { skip }, (context) => {
  const { injections } = runSteps(context, '*:read:LATENCY:1\n*:write:EINTR@times=1\n*:read:FAIL_AFTER:EINTR,0', [
    ['pipe a b nonblocking', 0],
    ['write b 10', 10],
    ['read a 10', 10],
    ['pipe c d', 0],
    ['write d 10', '-EINTR'],
    ['write d 10', 10],
    ['read c 10', '-EINTR'],
  ]);
  assert.deepEqual(
    injections.map(({ effect }) => effect),
    ['LATENCY', 'ERRNO', 'LATENCY', 'FAIL_AFTER'],
  );
});

test('descriptors 0, 1 and 2 are spared when they are pipes', { skip }, (context) => {
  const { injections } = runSteps(
    context,
    '*:EIO\n/:EIO',
    [
      ['read 0 4', 4],
      ['puts x', 0],
      ['flushout', 0],
      ['write 2', 1],
      ['close 0', 0],
    ],
    { input: 'text' },
  );
  assert.deepEqual(injections, []);
});

test('a pipe is meant by * alone, and is spared as a standard stream', { skip }, (context) => {
  runSteps(context, '*:EIO\n/:ENOSPC', [
    ['pipe a b', 0],
    ['write b 4', '-EIO'],
    ['read a 4', '-EIO'],
    ['dup2 b 1', 0],
    ['write 1 4', 4],
    ['dup2 a 0', 0],
    ['read 0 4', 4],
  ]);
});

test('an inherited stdin is spared, stdout in a file only when a rule names it', { skip }, (context) => {
  for (const [rules, fails] of [
    ['*:EIO', false],
    ['$:write:ENOSPC', true],
    ['$/out:write:ENOSPC', true],
    ['$/out:read:EIO\n*:write:EIO', false],
  ] as const) {
    const at = place(context);
    fill(at, rules);
    const file = join(at.work, 'in');
    writeFileSync(file, 'text');
    const [input, output] = [openSync(file, 'r'), openSync(join(at.work, 'out'), 'w')];
    const result = recorded(
      start(at, 'steps', {
        args: ['read 0 4', 'puts x', 'flushout', 'write 1'],
        stdio: [input, output, 'pipe'],
        environment: { CHAOS_CONFIG_DIR: at.run },
      }),
    );
    closeSync(input);
    closeSync(output);
    const said = readFileSync(join(at.work, 'out'), 'utf8').replace('x\n', '');
    const expected = fails
      ? ['read 4', 'puts -ENOSPC', 'flushout -ENOSPC', 'write -ENOSPC']
      : ['read 4', 'puts 0', 'flushout 0', 'twrite 1'];
    assert.deepEqual(said.trim().split('\n'), expected, rules);
    assert.equal(result.injections.length, fails ? 3 : 0);
  }
});

test('descriptors that are remembered in one place are not taken for each other by another thread', {
  skip,
}, (context) => {
  // The working directory is named, and nothing in it is read.
  const { lines } = run(context, 'sharing', { rules: '$:read:EIO', args: ['/etc/passwd', '700000'] });
  assert.deepEqual(lines, ['failed 0']);
});

test('bad descriptors are bad as without the library', { skip }, (context) => {
  const { injections } = runSteps(context, '*:EIO', [
    ['read 77', '-EBADF'],
    ['write 77', '-EBADF'],
    ['pread 77', '-EBADF'],
    ['pwrite 77', '-EBADF'],
    ['fsync -1', '-EBADF'],
    ['close -1', '-EBADF'],
    ['close 77', '-EBADF'],
    ['fstat 77', '-EBADF'],
    ['ftruncate 77', '-EBADF'],
    ['dup a 77', '-EBADF'],
  ]);
  assert.deepEqual(injections, []);
});

test('a pattern is as long as what stands before its first wildcard, and comes behind a path of that length', {
  skip,
}, (context) => {
  const rules = ['$/*.log:fsync:EIO', '$/wal*:fsync:ENOSPC', '$/wal?.log:fsync:EROFS', '$/wal:fsync:EDQUOT'];
  runSteps(context, rules.join('\n'), [
    ['create a $/a.log', 0],
    ['fsync a', '-EIO'],
    ['create b $/wal.log', 0],
    ['fsync b', '-ENOSPC'],
    ['create c $/wal1.log', 0],
    ['fsync c', '-ENOSPC'],
    ['create d $/wal', 0],
    ['fsync d', '-EDQUOT'],
  ]);
});

test('a pattern stands behind longer paths and before its own directory', { skip }, (context) => {
  const rules = ['$/d:fsync:EIO', '$/d/*.log:fsync:ENOSPC', '$/d/a.log:fsync:EROFS', '$/**/deep.log:fsync:EDQUOT'].join(
    '\n',
  );
  runSteps(context, rules, [
    ['mkdir $/d', 0],
    ['mkdir $/d/e', 0],
    ['create a $/d/a.log', 0],
    ['create b $/d/b.log', 0],
    ['create c $/d/c', 0],
    ['create d $/d/e/deep.log', 0],
    ['create e $/deep.log', 0],
    ['fsync a', '-EROFS'],
    ['fsync b', '-ENOSPC'],
    ['fsync c', '-EIO'],
    ['fsync d', '-EIO'],
    ['fsync e', '-EDQUOT'],
  ]);
});

test('what syscall() closes and replaces is not what it was', { skip }, (context) => {
  runSteps(context, '$/x:fsync:EIO\n$/y:fsync:ENOSPC', [
    ['create a $/x', 0],
    ['create b $/y', 0],
    ['fsync a', '-EIO'],
    ['fsync b', '-ENOSPC'],
    ['rawclose a', 0],
    ['pipe c d', 0],
    ['fsync c', '-EINVAL'],
    ['create e $/x', 0],
    ['fsync e', '-EIO'],
    ['rawdup3 b e', 0],
    ['fsync e', '-ENOSPC'],
    ['rawclose_range b b', 0],
    ['pipe f g', 0],
    ['fsync f', '-EINVAL'],
  ]);
});

test('what libuv asks for by syscall() is decided on like the libc function of that name', { skip }, (context) => {
  const { injections } = runSteps(context, '$/x:stat:EIO\n$/x:close:EINTR@nth=2\n$/y:write:ENOSPC', [
    ['create a $/x', 0],
    ['write a 4', 4],
    ['create b $/y', 0],
    ['rawstatx $/y', 0],
    ['rawstatx $/x', '-EIO'],
    ['rawcopy b a 1', 0],
    ['rawcopy a b 1', '-ENOSPC'],
    ['rawclose a', 0],
    ['open a $/x', 0],
    // The descriptor is given back, as by close.
    ['rawclose a', '-EINTR'],
    ['write a 1', '-EBADF'],
    ['rawclose b', 0],
  ]);
  assert.deepEqual(
    injections.map(({ symbol, operation }) => `${symbol} ${operation}`),
    ['syscall stat', 'syscall write', 'syscall close'],
  );
});

test('a directory that was closed does not lend its path to the next one', { skip }, (context) => {
  for (const close of ['close', 'rawclose'])
    runSteps(context, '$/one/x:open:EIO\n$/two/x:open:ENOSPC', [
      ['mkdir $/one', 0],
      ['mkdir $/two', 0],
      ['opendirectory d $/one', 0],
      ['openat a d x', '-EIO'],
      [`${close} d`, 0],
      ['opendirectory d $/two', 0],
      ['openat a d x', '-ENOSPC'],
    ]);
});

test('rules on all paths learn of descriptors by the first call that they name, and see from then on what those become', {
  skip,
}, (context) => {
  const { process } = runSteps(context, '*:fsync:EIO\n*:read:LATENCY:1', [
    ['create a $/first', 0],
    ['close a', 0],
    ['open a /dev/null', 0],
    ['fsync a', '-EINVAL'],
    ['close a', 0],
    ['create b $/second', 0],
    ['fsync b', '-EIO'],
    ['dup2 b a', 0],
    ['fsync a', '-EIO'],
    ['close b', 0],
    ['open c /dev/null', 0],
    ['fsync c', '-EINVAL'],
    ['dup2 c a', 0],
    ['fsync a', '-EINVAL'],
  ]);
  assert.equal(process.calls.get('open'), 4);

  const { injections } = runSteps(context, '*:unlink:EIO', [
    ['mkdir $/one', 0],
    ['mkdir $/two', 0],
    ['opendirectory d $/one', 0],
    ['unlinkat d x', '-EIO'],
    ['close d', 0],
    ['opendirectory d $/two', 0],
    ['unlinkat d x', '-EIO'],
  ]);
  assert.deepEqual(
    injections.map(({ target }) => target.split('/').slice(-2)),
    [
      ['one', 'x'],
      ['two', 'x'],
    ],
  );
});

test('what a directory became while no rule told files apart is asked for anew', { skip }, (context) => {
  const { injections } = runSteps(
    context,
    '$/one:unlink:EIO',
    [
      ['mkdir $/one', 0],
      ['mkdir $/two', 0],
      ['opendirectory d $/one', 0],
      ['unlinkat d x', '-EIO'],
      ['rules %/all %/io.conf %/control', 0],
      ['close d', 0],
      ['opendirectory d $/two', 0],
      ['unlinkat d x', '-ENOSPC'],
      ['rules %/one %/io.conf %/control', 0],
      ['unlinkat d x', '-ENOENT'],
      ['rules %/none %/io.conf %/control', 0],
      ['close d', 0],
      ['opendirectory d $/one', 0],
      ['rules %/again %/io.conf %/control', 0],
      ['unlinkat d x', '-EIO'],
    ],
    {
      prepare: ({ run, work }) => {
        writeFileSync(join(run, 'all'), '*:unlink:ENOSPC\n');
        for (const name of ['one', 'again']) writeFileSync(join(run, name), `${work}/one:unlink:EIO\n`);
        writeFileSync(join(run, 'none'), '');
      },
    },
  );
  assert.deepEqual(
    injections.map(({ target }) => target.split('/').at(-2)),
    ['one', 'two', 'one'],
  );
});

test('a call on pages means the file that is mapped, but passes where its path is too long', { skip }, (context) => {
  const long = `$/${'x'.repeat(200)}`;
  runSteps(context, `$:fsync:EIO\n${long}:fsync:ENOSPC`, [
    ['create a $/a', 0],
    ...[0, 1, 2, 3].map((protection): [string, string] => [`msyncfile a ${protection}`, '-EIO']),
    [`mkdir ${long}`, 0],
    [`create b ${long}/b`, 0],
    ['msyncfile b', '-ENOSPC'],
    [`mkdir ${long}/${'y'.repeat(200)}`, 0],
    [`create c ${long}/${'y'.repeat(200)}/${'z'.repeat(200)}`, 0],
    ['msyncfile c', 0],
  ]);
});

test('a call on pages without a file, and on none, passes', { skip }, (context) => {
  const { injections } = runSteps(context, '*:fsync:EIO', [
    ['msync 1', 0],
    ['msync 0', '-ENOMEM'],
  ]);
  assert.deepEqual(injections, []);
});
