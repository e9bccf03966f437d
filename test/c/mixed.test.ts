import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { glibc, musl, type Toolchain, usual } from './build.ts';
import { errno, fill, place, recorded, start } from './probe.ts';

const skip = glibc.missing ?? musl.missing ?? (usual === musl ? 'glibc comes first' : undefined);
const LIBRARIES = ['io', 'process'];
const DENIED = errno('EACCES');

/** Tells what came of opening a file and what is preloaded, then becomes the program that its arguments name, or starts it. */
const SOURCE = `
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
int main(int count, char **words)
{
    int file = open("data", O_RDONLY), error = file < 0 ? errno : 0, status;
    pid_t child;
    printf("%d %s\\n", error, getenv("LD_PRELOAD"));
    fflush(stdout);
    if (count < 3)
        return 0;
    if (!strcmp(words[1], "exec"))
        return execv(words[2], words + 2);
    if (!strcmp(words[1], "scrub"))
        return execve(words[2], words + 2, (char *[]){NULL});
    if (!strcmp(words[1], "system"))
        return system(words[2]);
    return posix_spawn(&child, words[2], NULL, NULL, words + 2, environ) || waitpid(child, &status, 0) < 0;
}
`;

/** A program of each libc, and a directory with the libraries of both under their names. */
function mixture(context: TestContext, present: Toolchain[]) {
  const at = place(context);
  fill(at, { io: '$/data:open:ERRNO:EACCES@p=1', process: 'kill:EPERM@exe=nobody' });
  writeFileSync(join(at.work, 'data'), '');
  const directory = join(at.work, 'libraries');
  mkdirSync(directory);
  const file = (library: string, { libc }: Toolchain) => join(directory, `libchaos-${library}-${libc}-amd64.so`);
  const program = (toolchain: Toolchain) => join(at.work, toolchain.libc);
  for (const toolchain of [glibc, musl]) {
    const { status, stderr } = spawnSync(
      toolchain.compiler,
      ['-D_GNU_SOURCE', '-x', 'c', '-', '-o', program(toolchain)],
      {
        input: SOURCE,
        timeout: 60_000,
      },
    );
    assert.equal(status, 0, String(stderr));
    if (present.includes(toolchain))
      for (const library of LIBRARIES) copyFileSync(toolchain.object(library), file(library, toolchain));
  }
  const run = (first: Toolchain, ...args: string[]) => {
    const preload = LIBRARIES.map((library) => file(library, first));
    const environment = { CHAOS_CONFIG_DIR: at.run };
    const result = start(at, 'mixture', { program: program(first), args, before: preload, libraries: [], environment });
    assert.equal(result.status, 0, result.stderr);
    const lines = result.lines.map((line) =>
      line
        .split(/[ :]/)
        .map((word) => basename(word))
        .join(' '),
    );
    return { ...recorded(result), lines };
  };
  return { at, directory, program, run };
}

function told(toolchain: Toolchain, error = DENIED): string {
  return [error, ...LIBRARIES.map((library) => `libchaos-${library}-${toolchain.libc}-amd64.so`)].join(' ');
}

test('in a tree that mixes libcs each program gets the libraries of its own, however it is started', {
  skip,
}, (context) => {
  const { program, run } = mixture(context, [glibc, musl]);
  for (const [first, other] of [
    [glibc, musl],
    [musl, glibc],
  ] as const)
    for (const [one, two] of [
      ['exec', 'exec'],
      ['spawn', 'spawn'],
      ['exec', 'spawn'],
    ] as const) {
      const { lines, telemetry } = run(first, one, program(other), two, program(first));
      assert.deepEqual(lines, [told(first), told(other), told(first)], `${first.libc}: ${one}, ${two}`);
      assert.ok(telemetry.programs.every(({ cover }) => cover === 'covered'));
    }
});

test('also from an environment that was scrubbed, and through a shell', { skip }, (context) => {
  const { program, run } = mixture(context, [glibc, musl]);
  const scrubbed = run(glibc, 'scrub', program(musl), 'exec', program(glibc));
  assert.deepEqual(
    scrubbed.lines.slice(0, 2),
    [told(glibc), `${DENIED} (null)`],
    'the program finds what it was given',
  );
  assert.equal(scrubbed.lines[2]?.split(' ')[0], String(DENIED));
  const { lines } = run(glibc, 'system', program(musl));
  assert.deepEqual(lines, [told(glibc), told(musl)]);
});

test('where the libraries of another libc are not there, the program runs and is named', {
  skip,
}, (context) => {
  const { directory, program, run } = mixture(context, [glibc]);
  const look = () => {
    const { lines, telemetry } = run(glibc, 'exec', program(musl), 'exec', program(glibc));
    assert.equal(lines.length, 3);
    assert.deepEqual([lines[0], lines[2]], [told(glibc), told(glibc)], 'and what it starts is covered again');
    return telemetry.programs.map(({ cover }) => cover);
  };
  assert.deepEqual(look().slice(0, 1), ['other-libc']);
  copyFileSync(musl.object('io'), join(directory, 'libchaos-io-musl-amd64.so'));
  assert.deepEqual(look().slice(0, 1), ['other-libc'], 'one of two is not enough');
});
