import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { cellName, cells } from '../../src/cell/cell.ts';
import { chooseTarget } from '../../src/cell/target.ts';
import { whatIsNeeded } from '../../src/cell/unserved.ts';
import { put, scratch } from '../scratch.ts';
import { elfFile } from './elf-file.ts';

test('of each system that has no libraries it is known what they would take, of others nothing', () => {
  const cases: [string[], RegExp][] = [
    [['riscv64', 'glibc-riscv64', 'ppc64le', 's390x', 'musl-loongarch64'], /system calls, .* a target$/],
    [['i386', 'armv7', 'armhf', 'x86', 'glibc-386', '32-bit', 'x32'], /it is a 32-bit system/],
    [['macOS', 'darwin-arm64'], /macOS has no LD_PRELOAD/],
    [['windows', 'Win32'], /Windows has no LD_PRELOAD/],
    [['android', 'bionic-arm64', 'uclibc'], /neither glibc nor musl/],
  ];
  for (const [names, needed] of cases) for (const name of names) assert.match(whatIsNeeded(name) ?? '', needed, name);
  for (const name of [...cells.map(cellName), 'amd64', 'arm64', 'nonsense', ''])
    assert.equal(whatIsNeeded(name), undefined, name);
});

test('a program of such a system is refused with what it would take', (context) => {
  const directory = scratch(context);
  const cases: [Buffer, RegExp][] = [
    [
      elfFile({ machine: 243, loader: '/lib/ld-linux-riscv64-lp64d.so.1' }),
      /a program for riscv; .*\(for this one .*its system calls/,
    ],
    [elfFile({ bits: 32, machine: 40, loader: '/lib/ld-linux.so.3' }), /\(for this one it is a 32-bit system/],
    [elfFile({ bits: 32, machine: 243 }), /a program for 32-bit riscv; .*\(for this one it is a 32-bit system/],
    [elfFile({ machine: 4660 }), /a program for machine 4660; there are some for glibc and musl on amd64 and arm64$/],
  ];
  for (const [content, message] of cases) {
    const program = put(join(directory, 'program'), content);
    assert.throws(() => chooseTarget(program, {}, directory), { name: 'ToolError', message });
  }
});
