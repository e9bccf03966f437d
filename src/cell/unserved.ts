/** Why no libraries are built for a system that somebody may name, and what it would take. */
const UNSERVED: [RegExp, string][] = [
  [
    /^(riscv|ppc|powerpc|s390|loong|mips)|^(glibc|musl)-(riscv|ppc|s390|loong|mips)/,
    'the C sources would need its system calls, its cycle counter and the name of its loader, and c/Makefile a target',
  ],
  [
    /^32-bit |(^|-)(32-bit|x86|i[3-6]86|386|arm|armv[5-7]\w*|armhf|armel|x32)$/,
    'it is a 32-bit system, and the C sources count on 64-bit offsets, times and pointers',
  ],
  [/mac(?!hine)|darwin|osx/, 'macOS has no LD_PRELOAD and another libc; it would need libraries of its own'],
  [/^win/, 'Windows has no LD_PRELOAD and no libc to stand before; it would need libraries of its own'],
  [/android|bionic|uclibc/, 'its libc is neither glibc nor musl; it would need tables of its functions in c/'],
];

/** What it would take to serve a system, by any of its names (`riscv64`, `glibc-riscv64`, `macOS`). Undefined if nothing is known of it. */
export function whatIsNeeded(name: string): string | undefined {
  return UNSERVED.find(([names]) => names.test(name.toLowerCase()))?.[1];
}
