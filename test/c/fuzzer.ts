import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, built, root } from './build.ts';
import { coreSources, librarySources } from './units.ts';

/** Why there is no fuzzer here; undefined when there is. */
export function fuzzerMissing(): string | undefined {
  const program = join(built, `fuzzer.${process.pid}`);
  const input = 'int LLVMFuzzerTestOneInput(const char *d, long s) { return 0 * (int)(s + *d); }';
  const args = ['-w', '-fsanitize=fuzzer,address', '-x', 'c', '-', '-o', program];
  mkdirSync(built, { recursive: true });
  const { status } = spawnSync('clang', args, { input, timeout: 60_000, killSignal: 'SIGKILL' });
  rmSync(program, { force: true });
  return status === 0 ? undefined : 'there is no clang with libFuzzer (packages clang, libclang-rt-14-dev)';
}

/** Builds the fuzzer of a library's rule texts, with what reads them and nothing that stands in the way of the libc. */
export function fuzzer(library: string): string {
  const directory = join(built, 'fuzz', library);
  const harness = ['rules.c', 'print.c'].map((name) => join(root, 'c/test/fuzz', name));
  const table = join(root, 'c', library, `${library}.c`);
  const sources = [...harness, ...coreSources(), table, ...librarySources(table)];
  const sanitized = ['-fsanitize=fuzzer,address,undefined', '-fno-sanitize-recover=undefined', '-fno-pie'];
  const flags = ['-std=gnu99', '-Wall', '-Wextra', '-Werror', '-O1', '-g', '-D_GNU_SOURCE', ...sanitized];
  if (library === 'dns') flags.push('-DRESOLVER_ERRORS');
  mkdirSync(directory, { recursive: true });
  const objects = [...new Set(sources)].map((source, i) => {
    const object = join(directory, `${i}.o`);
    // The fuzzer itself needs a memmove that sanitizers know.
    const renamed = basename(source) === 'bytes.c' ? ['memcpy', 'memmove', 'memset', 'memcmp'] : [];
    build('clang', [...flags, ...renamed.map((name) => `-D${name}=our_${name}`), '-c', source, '-o', object]);
    return object;
  });
  const program = join(directory, 'fuzzer');
  const link = [...sanitized, '-no-pie', ...objects, '-lm', '-o', program];
  // What the entries define is named by the library's tables, and never called.
  const { stderr } = spawnSync('clang', link, { encoding: 'utf8', timeout: 120_000, killSignal: 'SIGKILL' });
  const absent = new Set([...stderr.matchAll(/undefined reference to `(\w+)'/g)].map(([, name = '']) => name));
  if (absent.size > 0) build('clang', [...link, ...[...absent].map((name) => `-Wl,--defsym=${name}=0`)]);
  return program;
}
