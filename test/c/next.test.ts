import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { usual } from './build.ts';
import { place, run } from './probe.ts';

const skip = usual.missing;

/** Builds an object whose fsync returns a number, as the source and the options make it. */
function object(context: TestContext, source: string, flags: string[], script = ''): string {
  const { work } = place(context);
  const file = join(work, 'next.so');
  writeFileSync(join(work, 'versions'), script);
  if (script) flags.push(`-Wl,--version-script=${join(work, 'versions')}`);
  const args = ['-x', 'c', '-', '-shared', '-fPIC', '-fno-builtin', '-o', file, ...flags];
  const { status, stderr } = spawnSync(usual.compiler, args, { input: source, timeout: 60_000, killSignal: 'SIGKILL' });
  assert.equal(status, 0, String(stderr));
  return file;
}

const PLAIN = 'int fsync(int fd) { (void)fd; return 42; }';
/** The names of the versions tell linkers which to put first into the table. */
const versions = (old: string, now: string) =>
  `${old} { global: fsync; local: one; two; }; ${now} { global: fsync; } ${old};`;
const versioned = (old: string, now: string) => `
  int one(int fd) { (void)fd; return 1; }
  int two(int fd) { (void)fd; return 42; }
  __asm__(".symver one, fsync@${old}\\n.symver two, fsync@@${now}");`;

for (const [what, source, flags, script] of [
  ['a hash table of GNU', PLAIN, ['-Wl,--hash-style=gnu']],
  ['a hash table of System V', PLAIN, ['-Wl,--hash-style=sysv']],
  ...['gnu', 'sysv'].flatMap((hash) =>
    [
      ['A', 'B'],
      ['X', 'Y'],
    ].map(([old = '', now = '']) => [
      `versions ${old} and ${now} in a hash table of ${hash}`,
      versioned(old, now),
      [`-Wl,--hash-style=${hash}`],
      versions(old, now),
    ]),
  ),
  [
    'a function that is chosen when it is asked for',
    'static int chosen(int fd) { (void)fd; return 42; }\n' +
      'static void *choose(void) { return chosen; }\nint fsync(int) __attribute__((ifunc("choose")));',
    [],
  ],
] as [string, string, string[], string?][])
  test(`a call goes on to an object behind the library that has ${what}`, { skip }, (context) => {
    if (usual.libc === 'musl' && source.includes('ifunc')) return context.skip('musl has none');
    const next = object(context, source, [...flags], script);
    const said = (rules: string) =>
      run(context, 'steps', { rules, behind: [next], args: ['create a x', 'fsync a'] }).lines;
    assert.deepEqual(said('# none'), ['create 0', 'fsync 42']);
    assert.deepEqual(said('$:fsync:EIO@0'), ['create 0', 'fsync 42']);
    assert.deepEqual(said('$:fsync:EIO'), ['create 0', 'fsync -EIO']);
  });

test('what is no function of that name is passed over', { skip }, (context) => {
  for (const hash of ['gnu', 'sysv']) {
    const next = object(context, 'int fsync = 7; int (*user)(int); int fdatasync(int);', [`-Wl,--hash-style=${hash}`]);
    const { lines } = run(context, 'steps', {
      rules: '$:fsync:EIO@0',
      behind: [next],
      args: ['create a x', 'fsync a'],
    });
    assert.deepEqual(lines, ['create 0', 'fsync 0']);
  }
});
