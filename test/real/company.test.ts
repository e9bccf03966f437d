import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { glibc, libraries } from '../c/build.ts';
import { put, scratch } from '../scratch.ts';
import { PYTHON } from './cpython.ts';
import { long } from './form.ts';
import { execute, lacks, succeed } from './program.ts';
import { assertSame, silentRules, surroundWithRules } from './setting.ts';
import { workWithSqlite3 } from './sqlite3.ts';

const programs = join(import.meta.dirname, 'programs');

/** Where a shared library of the system is, if it is. */
function systemLibrary(name: string): string | undefined {
  const directories = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
  return directories.map((directory) => join(directory, name)).find((path) => existsSync(path));
}

const ours = () => libraries.map((library) => glibc.object(library));

/** What several programs make of it; every one of them has all objects loaded. */
async function work(directory: string, environment: Record<string, string>, objects: string[]): Promise<unknown> {
  mkdirSync(directory, { recursive: true });
  const options = { cwd: directory, environment: { ...environment, HOME: directory, TMPDIR: directory } };
  const names = objects.map((object) => basename(object)).sort();
  const said = await succeed(PYTHON, [join(programs, 'busy.py'), ...names], options);
  const loaded = said.trimEnd().split('\n').at(-1);
  assert.equal(loaded, `[${names.map((name) => `'${name}'`).join(', ')}]`);
  const node = await execute(process.execPath, [join(programs, 'sample.mjs')], options);
  assert.deepEqual([node.code, node.stderr], [0, '']);
  return [said.replace(loaded ?? '', ''), node.stdout, await workWithSqlite3({ directory, environment })];
}

/** What the work comes to without any library. */
let expected: unknown;

for (const [allocator, file] of [
  ['jemalloc', 'libjemalloc.so.2'],
  ['mimalloc', 'libmimalloc.so.2'],
  ['tcmalloc', 'libtcmalloc_minimal.so.4'],
  ['LD_BIND_NOW', ''],
] as const) {
  const path = file && systemLibrary(file);
  const missing = path === undefined ? `there is no ${file}` : lacks('sqlite3');
  for (const side of file ? ['before', 'behind'] : ['with'])
    test(`${allocator} ${side} the libraries: programs work as without any`, {
      skip: glibc.missing ?? missing,
    }, async (context) => {
      const parent = realpathSync(scratch(context));
      const directory = join(parent, 'work');
      expected ??= await work(directory, {}, []);
      for (const rules of long ? [{}, silentRules()] : [silentRules()]) {
        rmSync(directory, { recursive: true, force: true });
        const objects = path ? (side === 'before' ? [path, ...ours()] : [...ours(), path]) : ours();
        const { environment, telemetry } = surroundWithRules(parent, rules);
        const variables = { ...environment, LD_PRELOAD: objects.join(':'), ...(!path && { LD_BIND_NOW: '1' }) };
        assertSame(`${allocator} ${side}`, await work(directory, variables, objects), expected);
        assert.deepEqual([...telemetry().injections], []);
      }
    });
}

const PLUGIN = `#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
int synced(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600), result = fsync(fd), error = errno;
    close(fd);
    return fd < 0 ? -1 : result ? error : 0;
}
`;

test('a plugin that is loaded with RTLD_DEEPBIND works, is not covered, and is told of', {
  skip: glibc.missing,
}, async (context) => {
  const directory = realpathSync(scratch(context));
  const source = put(join(directory, 'plugin.c'), PLUGIN);
  const plugin = join(directory, 'plugin.so');
  await succeed('cc', ['-shared', '-fPIC', '-o', plugin, source]);
  const { environment, telemetry } = surroundWithRules(directory, {
    io: `${directory}:fsync:EIO\n`,
    process: 'kill:EPERM@exe=nobody\n',
  });
  for (const [mode, errno] of [
    ['os.RTLD_NOW | os.RTLD_DEEPBIND', 0],
    ['os.RTLD_NOW', 5],
  ]) {
    const script = `import ctypes, os; print(ctypes.CDLL('${plugin}', mode=${mode}).synced(b'${directory}/file'))`;
    assert.equal(await succeed(PYTHON, ['-c', script], { environment }), `${errno}\n`);
    const { injections, programs } = telemetry();
    assert.equal(injections.length, errno === 0 ? 0 : 1);
    assert.deepEqual(
      programs.map(({ path, cover, pid }) => [path, cover, pid > 0]),
      [[plugin, 'bound-past', true]],
    );
  }
});

const CHECKED = `#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
int main(int count, char **arguments)
{
    char *memory = malloc(10), line[32] = "";
    int fd = open("file", O_RDWR | O_CREAT, 0600), pair[2];
    FILE *stream = fopen("/etc/hostname", "r");
    struct timespec now, pause = {0, 1000000};
    if (fd < 0 || !memory || !stream || write(fd, "text", 4) != 4 || pread(fd, line, 4, 0) != 4 || fclose(stream))
        return 2;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) || send(pair[0], line, 4, 0) != 4 || recv(pair[1], memory, 4, 0) != 4)
        return 3;
    if (clock_gettime(CLOCK_REALTIME, &now) || nanosleep(&pause, NULL))
        return 4;
    int result = fsync(fd);
    printf("%d %d\\n", result, result ? errno : 0);
    if (count > 1)
        memory[atoi(arguments[1])] = 1;
    free(memory);
    return 0;
}
`;

for (const [sanitizer, runtime] of [
  ['address', 'libasan.so'],
  ['thread', 'libtsan.so'],
  ['undefined', 'libubsan.so'],
] as const)
  test(`a program that is built with -fsanitize=${sanitizer} runs behind its runtime, and has its faults`, {
    skip: glibc.missing,
  }, async (context) => {
    const directory = realpathSync(scratch(context));
    const source = put(join(directory, 'checked.c'), CHECKED);
    const program = join(directory, 'checked');
    const compiled = spawnSync('gcc', [`-fsanitize=${sanitizer}`, '-g', '-o', program, source], { encoding: 'utf8' });
    if (compiled.status !== 0) return context.skip(`gcc has no -fsanitize=${sanitizer} here`);
    const found = spawnSync('gcc', [`-print-file-name=${runtime}`], { encoding: 'utf8' }).stdout.trim();
    const bare = await execute(program, [], { cwd: directory });
    if (bare.code !== 0) return context.skip(`its programs do not run here: ${bare.stderr.split('\n')[0]}`);
    assert.equal(bare.stdout, '0 0\n');
    const { environment, telemetry } = surroundWithRules(directory, {
      ...silentRules(),
      io: `${directory}:fsync:EIO\n`,
    });
    const LD_PRELOAD = [realpathSync(found), ...ours()].join(':');
    const faulty = await execute(program, [], { cwd: directory, environment: { ...environment, LD_PRELOAD } });
    assert.deepEqual([faulty.code, faulty.stdout, faulty.stderr], [0, '-1 5\n', '']);
    assert.equal(telemetry().injections.length, 1);
    if (sanitizer !== 'address') return;
    const overflow = await execute(program, ['10'], { cwd: directory, environment: { ...environment, LD_PRELOAD } });
    assert.match(overflow.stderr, /AddressSanitizer: heap-buffer-overflow/);
    assert.notEqual(overflow.code, 0);
  });
