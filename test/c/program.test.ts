import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { uncoveredPrograms } from '../../src/report/programs.ts';
import { glibc, musl, usual } from './build.ts';
import { errno, fill, limit, type Place, place, recorded, run, start } from './probe.ts';

const skip = usual.missing;
const NO_RULE = 'kill:EPERM@exe=nobody';

/** Compiles a program, which ends with exit code 5 if nothing else is said. */
function compile(
  compiler: string,
  program: string,
  input = 'int main(void) { return 5; }',
  ...flags: string[]
): string {
  const options = { input, timeout: 60_000, killSignal: 'SIGKILL' as const };
  const { status, stderr } = spawnSync(compiler, ['-x', 'c', '-', '-o', program, ...flags], options);
  assert.equal(status, 0, String(stderr));
  return program;
}

function executable(path: string, content: string | Buffer): string {
  writeFileSync(path, content, { mode: 0o755 });
  return path;
}

/** Has a probe start programs; how each ended, and what was recorded of it. */
function starts(context: TestContext, prepare: (work: string) => string[], path = '/usr/bin:/bin', probe = 'starts') {
  const at = place(context);
  fill(at, { process: NO_RULE });
  const names = prepare(at.work);
  const environment = { CHAOS_CONFIG_DIR: at.run, PATH: path.replaceAll('$', at.work) };
  const result = recorded(start(at, probe, { libraries: ['process'], args: names, environment }));
  assert.equal(result.status, 0, result.stderr);
  const { pid } = result.process;
  const programs = result.telemetry.programs.map(({ path, cover, detail, starter }) => {
    assert.equal(starter, pid);
    return `${path.replace(at.work, '$')} ${cover}${detail && ` ${detail.replace(at.work, '$')}`}`;
  });
  assert.equal(result.telemetry.dropped, 0);
  return { lines: result.lines, programs, telemetry: result.telemetry };
}

const other = usual.libc === 'glibc' ? musl : glibc;

test('a program of the same libc is covered, whatever it is called', { skip }, (context) => {
  const { lines, programs } = starts(context, (work) => {
    compile(usual.compiler, join(work, 'real'));
    symlinkSync('real', join(work, 'link'));
    return [join(work, 'real'), join(work, 'link'), './link'];
  });
  assert.deepEqual(lines, ['5 5', '5 5', '5 5']);
  assert.deepEqual(programs, Array(6).fill('$/real covered'));
});

test('what finds no room is no injection that is missing, but a program that nobody else tells of is', {
  skip,
}, (context) => {
  const at = place(context);
  fill(at, { process: NO_RULE });
  limit(at.run, 520 * 1024);
  const names = Array(20).fill(compile(usual.compiler, join(at.work, 'static'), undefined, '-static'));
  const result = recorded(
    start(at, 'starts', { libraries: ['process'], args: names, environment: { CHAOS_CONFIG_DIR: at.run } }),
  );
  const { programs, lost, dropped } = result.telemetry;
  assert.ok(programs.length > 5, `${programs.length}`);
  assert.deepEqual([programs.length + lost, dropped], [40, 0]);
});

test('a static program is told', { skip }, (context) => {
  const { lines, programs } = starts(context, (work) => [
    compile(usual.compiler, join(work, 'static'), undefined, '-static'),
  ]);
  assert.deepEqual(lines, ['5 5']);
  assert.deepEqual(programs, Array(2).fill('$/static static'));
});

test('a loader that is told to run a program is covered', { skip }, (context) => {
  const { lines, programs } = starts(context, (work) => {
    const loader = basename(loaderOf(compile(usual.compiler, join(work, 'moving'))));
    return [compile(usual.compiler, join(work, loader), undefined, '-static')];
  });
  assert.deepEqual(lines, ['5 5']);
  assert.match(programs.join(), /^\$\/ld-\S+ covered,\$\/ld-\S+ covered$/);
});

test('the name of an interpreter is its own, however long its path is', { skip }, (context) => {
  const { lines, programs } = starts(context, (work) => {
    const deep = join(work, 'd'.repeat(200), 'e'.repeat(200));
    mkdirSync(deep, { recursive: true });
    const loader = join(deep, basename(loaderOf(compile(usual.compiler, join(work, 'moving')))));
    symlinkSync(compile(usual.compiler, loader, undefined, '-static'), join(work, 'link'));
    return [executable(join(work, 'script'), `#!${join(work, 'link')}\n`)];
  });
  assert.deepEqual(lines, ['5 5']);
  assert.deepEqual(programs, Array(2).fill('$/script covered $/link'));
});

test('a program of another libc is told, with its loader', { skip: skip ?? other.missing }, (context) => {
  const { lines, programs } = starts(context, (work) => [compile(other.compiler, join(work, 'other'))]);
  assert.deepEqual(lines, ['5 5'], 'it is not stopped');
  assert.equal(programs.length, 2);
  for (const program of programs)
    assert.match(
      program,
      usual.libc === 'glibc' ? /^\$\/other other-libc \S+ld-musl-/ : /^\$\/other other-libc \S+ld-linux-/,
    );
});

test('a program whose loader has another name is told, though a library may report from it after all', {
  skip: skip ?? glibc.missing,
}, (context) => {
  if (usual.libc !== 'glibc') return context.skip('the loader of glibc is taken for another');
  const { lines, programs, telemetry } = starts(context, (work) => {
    symlinkSync(loaderOf('/bin/true'), join(work, 'ld-other.so'));
    return [compile('cc', join(work, 'other'), undefined, `-Wl,--dynamic-linker=${join(work, 'ld-other.so')}`)];
  });
  assert.deepEqual(lines, ['5 5']);
  assert.deepEqual(programs, Array(2).fill('$/other other-libc $/ld-other.so'));
  assert.deepEqual(uncoveredPrograms(telemetry), []);
});

function loaderOf(program: string): string {
  const { stdout } = spawnSync('readelf', ['-lW', program], { encoding: 'utf8', timeout: 20_000 });
  const [, loader = ''] = /interpreter: (.*)\]/.exec(stdout) ?? [];
  return loader;
}

test('a program for another machine is told', { skip }, (context) => {
  const { programs, lines } = starts(context, (work) => {
    const program = readFileSync(compile(usual.compiler, join(work, 'other')));
    program.writeUInt16LE(8, 18); // MIPS
    return [executable(join(work, 'other'), program)];
  });
  const error = 100 + errno('ENOEXEC');
  if (usual.libc === 'glibc') {
    // execvp has a shell read what can't be executed; what could not be started is not recorded.
    assert.deepEqual(lines, [`2 ${error}`]);
    assert.deepEqual(programs, ['$/other other-libc']);
  } else {
    assert.deepEqual(lines, [`${error} ${error}`]);
    assert.deepEqual(programs, []);
  }
});

/** Ends with 6 where its environment has LD_PRELOAD with something in it, else with 5. */
const NARROW = `
__attribute__((naked)) void _start(void) { asm("push %esp; call begin"); }
void begin(char **stack)
{
    int code = 5;
    for (char **entry = stack + *(int *)stack + 2; *entry; entry++) {
        const char *name = "LD_PRELOAD=", *at = *entry;
        while (*name && *name == *at)
            name++, at++;
        if (!*name && *at)
            code = 6;
    }
    asm volatile("int $0x80" : : "a"(1), "b"(code));
}`;

test('a program for another machine gets no libraries, of which its loader could only complain', {
  skip: skip ?? (process.arch !== 'x64' || usual.emulated ? 'needs a machine with amd64' : undefined),
}, (context) => {
  let runs = true;
  const { lines, programs } = starts(context, (work) => {
    const flags = ['-m32', '-nostdlib', '-static', '-ffreestanding', '-fno-pie', '-no-pie'];
    const narrow = compile('cc', join(work, 'narrow'), NARROW, ...flags);
    runs = spawnSync(narrow, { env: { LD_PRELOAD: '' } }).status === 5;
    return [narrow];
  });
  if (!runs) return context.skip('the kernel runs no 32-bit programs');
  assert.deepEqual(lines, ['5 5']);
  assert.deepEqual(programs, Array(2).fill('$/narrow other-libc'));
});

test('a script is as its interpreter is, through interpreters of interpreters', { skip }, (context) => {
  const { lines, programs } = starts(context, (work) => {
    const fixed = compile(usual.compiler, join(work, 'static'), undefined, '-static');
    const moving = compile(usual.compiler, join(work, 'moving'));
    executable(join(work, 'one'), `#! \t${moving}\t-x\n`);
    executable(join(work, 'two'), `#!${fixed}\n`);
    executable(join(work, 'three'), `#!${join(work, 'two')} \n`);
    return ['one', 'two', 'three'].map((name) => join(work, name));
  });
  assert.deepEqual(lines, ['5 5', '5 5', '5 5']);
  assert.deepEqual(programs, [
    ...Array(2).fill('$/one covered $/moving'),
    ...Array(2).fill('$/two static $/static'),
    ...Array(2).fill('$/three static $/static'),
  ]);
});

test('what is no program is not recorded, and fails as without the library', { skip }, (context) => {
  const names = (work: string) => {
    mkdirSync(join(work, 'directory'), { recursive: true });
    spawnSync('mkfifo', [join(work, 'pipe')]);
    writeFileSync(join(work, 'data'), 'x');
    executable(join(work, 'empty'), '');
    executable(join(work, 'cut'), Buffer.from('\x7fELF\x02\x01\x01'));
    executable(join(work, 'lost'), '#!/nowhere/at-all\n');
    executable(join(work, 'itself'), `#!${join(work, 'itself')}\n`);
    return [
      ...['directory', 'pipe', 'data', 'cut', 'lost', 'itself', 'absent'].map((name) => join(work, name)),
      '',
      'absent',
    ];
  };
  const { lines, programs } = starts(context, names);
  const at = place(context);
  const bare = start(at, 'starts', { bare: true, args: names(at.work), environment: { PATH: '/usr/bin:/bin' } });
  assert.deepEqual(lines, bare.lines);
  assert.equal(bare.lines.length, 9);
  // glibc's execvp has a shell read it.
  assert.deepEqual(programs, usual.libc === 'glibc' ? ['$/cut covered /bin/sh'] : []);
});

test('a name without a slash is searched for as the libc does', { skip }, (context) => {
  const prepare = (work: string) => {
    mkdirSync(join(work, 'a'));
    mkdirSync(join(work, 'b'));
    writeFileSync(join(work, 'a/tool'), 'no program');
    compile(usual.compiler, join(work, 'b/tool'));
    compile(usual.compiler, join(work, 'here'));
    return ['tool', 'here'];
  };
  assert.deepEqual(starts(context, prepare, '/nowhere:$/a:$/b:').programs, [
    ...Array(2).fill('$/b/tool covered'),
    ...Array(2).fill('$/here covered'),
  ]);
});

test('a script without an interpreter is the one that is found, though a program stands behind it', {
  skip: skip ?? (usual.libc === 'glibc' ? undefined : 'execvp of musl has no shell read it'),
}, (context) => {
  const prepare = (work: string) => {
    for (const name of ['a', 'b']) mkdirSync(join(work, name));
    executable(join(work, 'a/tool'), 'test -n "$LD_PRELOAD" && exit 4');
    compile(usual.compiler, join(work, 'b/tool'), undefined, '-static');
    return ['tool'];
  };
  const { lines, programs } = starts(context, prepare, '$/a:$/b:/usr/bin:/bin');
  assert.deepEqual(lines, [`4 ${100 + errno('ENOEXEC')}`]);
  assert.deepEqual(programs, ['$/a/tool covered /bin/sh']);
});

/** Ends with the number of its directory, and of the variables in its environment. */
const WHERE = 'extern char **environ; int main(void) { int n = 0; while (environ[n]) n++; return WHERE * 10 + n; }';

for (const [place, name, ...actions] of [
  ['', './tool'],
  ['', '$/tool', 'to=nine'],
  ['nine', './tool', 'to=nine'],
  ['nine', 'tool', 'to=nine'],
  ['nine', './script', 'to=nine'],
  ['nine/deep', './tool', 'to=$/nine', 'to=deep'],
  ['nine', './tool', 'to=nine/deep', 'to=..'],
  ['nine', './tool', 'in=9'],
  ['nine/deep', './tool', 'in=9', 'to=deep'],
  ['nine/deep', './tool', 'to=nine', 'open=9:deep', 'to=..', 'in=9'],
  ['nine', './tool', 'open=9:nine/deep', 'to=nine'],
  ['nine', './tool', 'copy=9:8', 'open=9:/', 'to=/', 'in=8'],
] as const)
  test(`${name} behind ${actions.join(' ') || 'no actions'} is looked at where posix_spawn starts it`, {
    skip,
  }, (context) => {
    for (const covered of [true, false]) {
      const { lines, programs } = starts(
        context,
        (work) => {
          mkdirSync(join(work, 'nine/deep'), { recursive: true });
          for (const [number, directory] of ['', 'nine', 'nine/deep'].entries()) {
            const flags = (directory === place) === covered ? [] : ['-static'];
            compile(usual.compiler, join(work, directory, 'tool'), WHERE, `-DWHERE=${number}`, ...flags);
            executable(join(work, directory, 'script'), '#!./tool\n');
          }
          return [name, ...actions].map((word) => word.replace('$', work));
        },
        '',
        'elsewhere',
      );
      if (lines[0] === 'none') return context.skip('the libc has no such actions');
      // A static program keeps the variables for what it starts.
      const ended = ['', 'nine', 'nine/deep'].indexOf(place) * 10 + (covered ? 0 : 2);
      assert.deepEqual(lines, [`${ended} ${ended}`]);
      const file = join('$', place, name === './script' ? 'script' : 'tool');
      const detail = name === './script' ? ' ./tool' : '';
      assert.deepEqual(programs, Array(2).fill(`${file} ${covered ? 'covered' : 'static'}${detail}`));
    }
  });

const root = process.getuid?.() === 0 ? undefined : 'only root can become somebody else';
const setpriv = '/usr/bin/setpriv';
const asNobody = root ?? (existsSync(setpriv) ? undefined : 'there is no setpriv');

test('a program with more rights than its starter is told', { skip: skip ?? root }, (context) => {
  const { programs, lines } = starts(context, (work) => {
    const names = ['user', 'group', 'neither'].map((name) => compile(usual.compiler, join(work, name)));
    const [user = '', group = '', neither = ''] = names;
    chownSync(user, 65534, 0);
    chmodSync(user, 0o4755);
    chownSync(group, 0, 65534);
    chmodSync(group, 0o2755);
    chownSync(neither, 0, 65534);
    chmodSync(neither, 0o2745);
    return names;
  });
  assert.deepEqual(lines, ['5 5', '5 5', '5 5']);
  assert.deepEqual(programs, [
    ...Array(2).fill('$/user secure'),
    ...Array(2).fill('$/group secure'),
    ...Array(2).fill('$/neither covered'),
  ]);
});

test('a program with more rights than its starter gets nothing back', { skip: skip ?? root }, (context) => {
  if (usual.libc !== 'glibc') return context.skip('env is of glibc');
  const at = place(context);
  fill(at, { process: NO_RULE });
  const counting = 'extern char **environ; int main(void) { int n = 0; while (environ[n]) n++; return n; }';
  const program = compile('cc', join(at.work, 'counting'), counting);
  const run = () => {
    const environment = { CHAOS_CONFIG_DIR: at.run };
    return start(at, 'env', {
      program: '/usr/bin/env',
      libraries: ['process'],
      args: ['-i', program, 'x'],
      environment,
    });
  };
  assert.equal(run().status, 0, 'it sees nothing of what it got back');
  chmodSync(program, 0o755);
  chownSync(program, 65534, 0);
  chmodSync(program, 0o4755);
  const { status, telemetry } = recorded(run());
  assert.deepEqual([status, telemetry.programs.at(-1)?.cover], [0, 'secure']);
});

/** Runs a program as nobody, from a place that everybody may enter. */
function runAsNobody(at: Place, program: string, options: readonly string[] = [], rest: string[] = []) {
  for (const directory of [join(at.work, '..'), at.work]) chmodSync(directory, 0o755);
  const args = ['--reuid=65534', '--clear-groups', ...options, program, ...rest];
  const environment = { CHAOS_CONFIG_DIR: at.run };
  return recorded(start(at, 'setpriv', { program: setpriv, libraries: ['process'], args, environment }));
}

for (const [what, options, capability] of [
  ['may not open the run directory', [], false],
  ['would gain a capability, and may not', ['--no-new-privs'], true],
] as const)
  test(`a program that ${what} is told`, { skip: skip ?? glibc.missing ?? asNobody }, (context) => {
    if (usual.libc !== 'glibc') return context.skip('setpriv is of glibc');
    const at = place(context);
    fill(at, { process: NO_RULE });
    chmodSync(at.run, 0o700);
    const program = compile('cc', join(at.work, 'tool'));
    if (capability) spawnSync('setcap', ['cap_net_raw+ep', program]);
    const { status, telemetry } = runAsNobody(at, program, options);
    assert.equal(status, 5);
    assert.deepEqual(
      telemetry.programs.map(({ path, cover }) => [path, cover]),
      [[program, 'permission']],
    );
  });

test('a program that Landlock keeps from the run directory is told', { skip }, (context) => {
  const at = place(context);
  fill(at, { process: NO_RULE });
  const program = compile('cc', join(at.work, 'tool'));
  const environment = { CHAOS_CONFIG_DIR: at.run };
  const { status, stderr, lines, telemetry } = recorded(
    start(at, 'confined', { libraries: ['process'], args: [program], environment }),
  );
  if (lines.includes('no Landlock')) return context.skip('the kernel has no Landlock');
  assert.deepEqual([status, stderr], [5, '']);
  assert.deepEqual(
    telemetry.programs.map(({ path, cover }) => [path, cover]),
    [[program, 'permission']],
  );
});

test('what runs as somebody who may not open the run directory has no libraries of ours, and says nothing', {
  skip: skip ?? glibc.missing ?? asNobody,
}, (context) => {
  if (usual.libc !== 'glibc') return context.skip('setpriv is of glibc');
  const at = place(context);
  fill(at, { process: NO_RULE });
  chmodSync(at.run, 0o700);
  const { status, stderr, lines } = runAsNobody(at, '/bin/sh', [], ['-c', 'echo "$LD_PRELOAD"; env true']);
  assert.deepEqual([status, stderr, lines], [0, '', ['']]);
});

test('a program that cannot be read is told', { skip: skip ?? asNobody }, (context) => {
  if (usual.libc !== 'glibc') return context.skip('setpriv is of glibc');
  const at = place(context);
  fill(at, { process: NO_RULE });
  chmodSync(at.run, 0o777);
  for (const name of readdirSync(at.run)) chmodSync(join(at.run, name), 0o666);
  const program = compile('cc', join(at.work, 'tool'));
  chmodSync(program, 0o711);
  // setpriv itself keeps the right to read everything until it starts a program.
  const { status, telemetry } = runAsNobody(at, '/bin/sh', [], ['-c', program]);
  assert.equal(status, 5);
  assert.deepEqual(telemetry.programs.map(({ path, cover }) => [path, cover]).at(-1), [program, 'unknown']);
});

test('a program that gains a capability is told', { skip: skip ?? asNobody }, (context) => {
  if (usual.libc !== 'glibc') return context.skip('setpriv is of glibc');
  const at = place(context);
  fill(at, { process: NO_RULE });
  const program = compile('cc', join(at.work, 'tool'));
  if (spawnSync('setcap', ['cap_net_raw+ep', program]).status !== 0) return context.skip('setcap does not work here');
  assert.equal(runAsNobody(at, program).telemetry.programs[0]?.cover, 'secure');
});

test('the end of a child is recorded once, whichever way it was waited for', { skip }, (context) => {
  const { lines, telemetry } = run(context, 'ends', { libraries: ['process'], rules: NO_RULE });
  const expected = lines.map((line) => {
    const [pid = 0, how = 0] = line.split(' ').map(Number);
    return { pid, exitCode: how < 0 ? null : how, signal: how < 0 ? -how : null };
  });
  assert.equal(expected.length, 8);
  assert.deepEqual(
    telemetry.endings.map(({ pid, exitCode, signal }) => ({ pid, exitCode, signal })),
    expected,
  );
  assert.ok(telemetry.endings.every(({ parent }) => parent === telemetry.processes[0]?.pid));
});
