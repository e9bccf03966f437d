import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sources } from './debian.ts';
import { keep } from './kept.ts';
import { provideTools } from './machine.ts';
import { must } from './must.ts';

const MACHINES: Record<string, string> = { amd64: 'x86_64', arm64: 'aarch64' };
const zig = resolve(`node_modules/@zigc/linux-${process.arch}/bin/zig`);

/**
 * The directory of busybox and sqlite3, linked dynamically to musl alone, built from the sources of Debian's packages; and
 * of the list of the names that busybox has.
 */
export function muslPrograms(arch: string, suite: string): Promise<string> {
  return keep(`musl-programs-${arch}`, async (directory) => {
    const source = await sources(suite, ['busybox', 'sqlite3']);
    const compiler = join(directory, 'cc');
    // What zig's linker does not know only makes it say more. Its compiler believes what busybox calls constant.
    const script = `#!/bin/sh
for word; do
    shift
    case $word in -Wl,--warn-common | -Wl,--verbose | -Wl,-Map*) ;; *) set -- "$@" "$word" ;; esac
done
exec '${zig}' cc -target ${MACHINES[arch]}-linux-musl -dynamic -fno-sanitize=undefined -DBB_GLOBAL_CONST= "$@"
`;
    writeFileSync(compiler, script, { mode: 0o755 });
    await provideTools({ gcc: ['gcc', 'libc6-dev'], make: ['make'] });
    await busybox(join(source, 'busybox'), compiler, directory);
    await sqlite(join(source, 'sqlite3'), compiler, directory);
  });
}

async function busybox(source: string, compiler: string, directory: string): Promise<void> {
  const [work, options] = [join(directory, 'busybox-work'), { timeoutMs: 900_000 }];
  await must('cp', ['-a', source, work]);
  const make = ['-C', work, `CC=${compiler}`, `AR=${zig} ar`, 'HOSTCC=cc', 'SKIP_STRIP=y'];
  await must('make', [...make, 'defconfig'], options);
  const config = join(work, '.config');
  // Of the kernel's headers it wants older ones; and instructions that zig's assembler names otherwise.
  const without = /^(CONFIG_TC|CONFIG_SHA\w+_HWACCEL)=y$/gm;
  writeFileSync(config, readFileSync(config, 'utf8').replace(without, '# $1 is not set'));
  await must('make', [...make, '-j2', 'busybox', 'busybox.links'], options);
  for (const name of ['busybox', 'busybox.links']) copyFileSync(join(work, name), join(directory, name));
  await must('rm', ['-r', work]);
}

async function sqlite(source: string, compiler: string, directory: string): Promise<void> {
  const [work, options] = [join(directory, 'sqlite-work'), { timeoutMs: 900_000 }];
  await must('cp', ['-a', source, work]);
  await must('./configure', ['--disable-tcl', '--disable-readline'], { cwd: work, ...options });
  await must('make', ['-C', work, 'sqlite3.c', 'shell.c'], options);
  const flags = ['-O1', '-s', '-DSQLITE_OMIT_LOAD_EXTENSION', '-DHAVE_FDATASYNC', '-I', work];
  const files = ['shell.c', 'sqlite3.c'].map((name) => join(work, name));
  await must(compiler, [...flags, ...files, '-o', join(directory, 'sqlite3')], options);
  await must('rm', ['-r', work]);
}
