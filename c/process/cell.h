/* The cell that this library was built for: how the file names of its libraries end. */
#ifndef CHAOS_PROCESS_CELL_H
#define CHAOS_PROCESS_CELL_H

#include <features.h>

#ifdef __GLIBC__
#define CELL_LIBC "glibc"
#else
#define CELL_LIBC "musl"
#endif

#ifdef __x86_64__
#define CELL CELL_LIBC "-amd64.so"
#define CELL_MACHINE EM_X86_64
#else
#define CELL CELL_LIBC "-arm64.so"
#define CELL_MACHINE EM_AARCH64
#endif

#endif
