import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { detectCell } from '../../src/cell/detect.ts';
import { put, scratch } from '../scratch.ts';
import { elfFile, GLIBC_AMD64 } from './elf-file.ts';

const GLIBC = elfFile({ loader: GLIBC_AMD64 });

test('the cell is that of the loader which the program names', (context) => {
  const cases: [string, number, string][] = [
    ['/lib64/ld-linux-x86-64.so.2', 62, 'glibc-amd64'],
    ['/lib/ld-linux-aarch64.so.1', 183, 'glibc-arm64'],
    ['/lib/ld-musl-x86_64.so.1', 62, 'musl-amd64'],
    ['/lib/ld-musl-aarch64.so.1', 183, 'musl-arm64'],
    ['/nix/store/abc-glibc-2.40/lib/ld-linux-x86-64.so.2', 62, 'glibc-amd64'],
  ];
  const directory = scratch(context);
  for (const [loader, machine, expected] of cases) {
    for (const type of [2, 3]) {
      const found = detectCell(put(join(directory, 'prog'), elfFile({ loader, machine, type })), '', '/');
      assert.equal(found.covered && `${found.cell.libc}-${found.cell.arch}`, expected, loader);
    }
  }
});

test('a loader that is told to run a program is of its own cell', (context) => {
  const directory = scratch(context);
  for (const [name, machine, expected] of [
    ['ld-linux-x86-64.so.2', 62, 'glibc-amd64'],
    ['ld-linux-aarch64.so.1', 183, 'glibc-arm64'],
    ['ld-musl-x86_64.so.1', 62, 'musl-amd64'],
    ['ld-musl-aarch64.so.1', 183, 'musl-arm64'],
    ['ld-musl-aarch64.so.1', 62, 'other-libc'],
    ['ld-linux-x86-64.so.2.static', 62, 'static'],
  ] as const) {
    const found = detectCell(put(join(directory, name), elfFile({ machine })), '', '/');
    assert.equal(found.covered ? `${found.cell.libc}-${found.cell.arch}` : found.reason, expected, name);
  }
});

test('each kind of program that no library can be loaded into has a reason of its own', (context) => {
  const cases: [string, string | Uint8Array, number, string, RegExp][] = [
    ['fixed', elfFile({ type: 2 }), 0o755, 'static', /statically linked:/],
    ['pie', elfFile({ type: 3 }), 0o755, 'static', /static-pie/],
    ['x86', elfFile({ bits: 32, machine: 3, loader: '/lib/ld-linux.so.2' }), 0o755, 'other-architecture', /32-bit x86/],
    ['x32', elfFile({ bits: 32, machine: 62 }), 0o755, 'other-architecture', /32-bit amd64/],
    [
      'riscv',
      elfFile({ machine: 243, loader: '/lib/ld-linux-riscv64-lp64d.so.1' }),
      0o755,
      'other-architecture',
      /riscv/,
    ],
    ['s390', elfFile({ machine: 22, bigEndian: true }), 0o755, 'other-architecture', /s390/],
    ['bionic', elfFile({ loader: '/system/bin/linker64' }), 0o755, 'other-libc', /linker64/],
    ['mixed', elfFile({ loader: '/lib/ld-musl-aarch64.so.1' }), 0o755, 'other-libc', /aarch64/],
    ['object', elfFile({ type: 1 }), 0o755, 'malformed', /no program/],
    ['cut', elfFile({ loader: GLIBC_AMD64 }).subarray(0, 100), 0o755, 'malformed', /cut off/],
    ['cutname', elfFile({ loader: GLIBC_AMD64 }).subarray(0, 180), 0o755, 'malformed', /cut off/],
    ['magic', '\x7fELF', 0o755, 'malformed', /cut off/],
    ['binary', Buffer.from([0xca, 0xfe, 0, 1]), 0o755, 'malformed', /neither a program nor a script/],
    ['empty', '', 0o755, 'empty', /empty/],
    ['plain', GLIBC, 0o644, 'not-executable', /chmod \+x/],
    ['bare', '#!\n', 0o755, 'malformed', /names no interpreter/],
    ['orphan', '#!/no/such/interpreter\n', 0o755, 'not-found', /interpreter of .*orphan/],
  ];
  const directory = scratch(context);
  for (const [name, content, mode, reason, detail] of cases) {
    const found = detectCell(put(join(directory, name), content, mode), '', '/');
    assert.ok(!found.covered, name);
    assert.equal(found.reason, reason, name);
    assert.match(found.detail, detail);
  }
  const folder = detectCell(directory, '', '/');
  assert.equal(!folder.covered && folder.reason, 'directory');
  const absent = detectCell(join(directory, 'absent'), '', '/');
  assert.equal(!absent.covered && absent.reason, 'not-found');
});

test('a script is of the cell of its interpreter, however many scripts are in between', (context) => {
  const directory = scratch(context);
  const prog = put(join(directory, 'bin/prog'), elfFile({ loader: '/lib/ld-musl-x86_64.so.1' }));
  const env = put(join(directory, 'bin/env'), GLIBC);
  const cases: [string, string][] = [
    [`#!${prog}`, 'musl'],
    [`#! \t${prog} -x -y\n`, 'musl'],
    [`#!${env} prog\n`, 'musl'],
    [`#!${env} -S prog --flag\n`, 'musl'],
    [`#!${env} -S A=1 B=2 prog x\n`, 'musl'],
    [`#!${env}\n`, 'glibc'],
    [`#!${put(join(directory, 'inner'), `#!${prog}\n`)}\n`, 'musl'],
    ['#!bin/prog\n', 'musl'],
  ];
  for (const [line, libc] of cases) {
    const found = detectCell(put(join(directory, 'script'), line), join(directory, 'bin'), directory);
    assert.equal(found.covered ? found.cell.libc : found.detail, libc, line);
  }
});

test('a text without #! is run by /bin/sh, as execvp does', (context) => {
  const found = detectCell(put(join(scratch(context), 'text'), 'echo hello\n'), '', '/');
  assert.ok(found.covered);
  assert.deepEqual(found, detectCell('/bin/sh', '', '/'));
});

test('scripts that run each other in a circle end in an answer', (context) => {
  const script = join(scratch(context), 'circle');
  const found = detectCell(put(script, `#!${script}\n`), '', '/');
  assert.equal(!found.covered && found.reason, 'malformed');
  assert.match(found.covered ? '' : found.detail, /deep/);
});

test('a script that has env take LD_PRELOAD away is told from one that does not', (context) => {
  const directory = scratch(context);
  const env = put(join(directory, 'env'), GLIBC);
  put(join(directory, 'prog'), GLIBC);
  const cases: [string, boolean][] = [
    [`#!${env} -S -i prog\n`, false],
    [`#!${env} -iS prog\n`, false],
    [`#!${env} -S -u LD_PRELOAD prog\n`, false],
    [`#!${env} -S -u OTHER prog\n`, true],
  ];
  for (const [line, covered] of cases) {
    const found = detectCell(put(join(directory, 'script'), line), directory, '/');
    assert.equal(found.covered, covered, line);
    if (!found.covered) assert.equal(found.reason, 'environment');
  }
});

test('a program that runs as somebody else is named, one that stays itself is not', {
  skip: process.getuid?.() !== 0,
}, (context) => {
  const prog = put(join(scratch(context), 'prog'), GLIBC);
  const reasonAt = (owner: number, mode: number) => {
    chownSync(prog, owner, owner);
    chmodSync(prog, mode);
    const found = detectCell(prog, '', '/');
    return found.covered ? 'covered' : found.reason;
  };
  assert.equal(reasonAt(65534, 0o4755), 'secure');
  assert.equal(reasonAt(65534, 0o2755), 'secure');
  assert.equal(reasonAt(0, 0o4755), 'covered');
  assert.equal(reasonAt(65534, 0o2745), 'covered');
});

/** With a view of its own of what is mounted. */
function separately(script: string) {
  return spawnSync('unshare', ['--mount', 'sh', '-ec', script], { encoding: 'utf8', timeout: 20_000 });
}

test('a setuid program that gains no rights is covered: on a nosuid mount, or where no_new_privs is set', {
  skip: process.getuid?.() !== 0 || separately('mount -t tmpfs none /mnt').status !== 0,
}, (context) => {
  const directory = scratch(context);
  const prog = put(join(directory, 'prog'), GLIBC);
  const module = new URL('../../src/cell/detect.ts', import.meta.url).href;
  const detect = put(
    join(directory, 'detect.ts'),
    `import { detectCell } from '${module}';
    const found = detectCell(process.argv[2], '', '/');
    console.log(found.covered ? 'covered' : found.reason);\n`,
  );
  const place = put(join(directory, 'mount/place'), '');
  for (const [options, prefix, expected] of [
    ['rw', '', 'secure'],
    ['nosuid', '', 'covered'],
    ['rw', 'setpriv --no-new-privs', 'covered'],
  ] as const) {
    const script = `mount -t tmpfs -o ${options} none ${dirname(place)}; cp ${prog} ${place}; chown 65534 ${place}
    chmod 4755 ${place}; exec ${prefix} ${process.execPath} ${detect} ${place}`;
    const { stdout, stderr } = separately(script);
    assert.equal(stdout, `${expected}\n`, stderr);
  }
});

test('the programs of this machine are recognized', () => {
  for (const program of ['sh', 'env', process.execPath])
    assert.ok(detectCell(program, process.env.PATH, '/').covered, program);
});

test('PATH is searched as execvp searches it', (context) => {
  const directory = scratch(context);
  put(join(directory, 'a/prog'), GLIBC, 0o644);
  mkdirSync(join(directory, 'b/prog'), { recursive: true });
  put(join(directory, 'c/prog'), '#!/bin/sh\necho c\n');
  put(join(directory, 'd/prog'), '#!/bin/sh\necho d\n');
  put(join(directory, 'prog'), '#!/bin/sh\necho here\n');
  const cases: [string, string][] = [
    ['a:b:c:d', 'c'],
    ['d:c', 'd'],
    ['nowhere:/dev/null:d', 'd'],
    ['', 'here'],
    ['nowhere::d', 'here'],
    ['nowhere:.', 'here'],
    ['c/:d', 'c'],
  ];
  for (const [path, expected] of cases) {
    const run = execFileSync('/usr/bin/env', ['-i', `PATH=${path}`, process.execPath, '-e', SPAWN], { cwd: directory });
    assert.equal(run.toString().trim(), expected, `what really happens for PATH=${path}`);
    const found = detectCell('prog', path, directory);
    assert.ok(found.covered, path);
  }
  for (const [path, reason, detail] of [
    ['a', 'not-executable', /a\/prog is not executable/],
    ['b', 'directory', /b\/prog is a directory/],
    ['nowhere', 'not-found', /no program prog in any directory of PATH \(nowhere\)/],
  ] as const) {
    const found = detectCell('prog', path, directory);
    assert.equal(!found.covered && found.reason, reason, path);
    assert.match(found.covered ? '' : found.detail, detail);
  }
});

const SPAWN =
  "const r = require('child_process').spawnSync('prog'); process.stdout.write(r.error ? r.error.code : r.stdout)";
