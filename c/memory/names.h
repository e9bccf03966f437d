/* Declarations of every libc symbol that memory interposes, so that each slot and each entry is checked against its
 * type. The libc's headers come first; here is what some of them leave out. */
#ifndef CHAOS_MEMORY_NAMES_H
#define CHAOS_MEMORY_NAMES_H

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A macro in some versions of musl's headers. */
#undef mmap64

/* Newer than glibc 2.17. */
int mlock2(const void *, size_t, unsigned);
void *reallocarray(void *, size_t, size_t);

#ifndef __GLIBC__
extern __typeof__(mmap) mmap64;
void *pvalloc(size_t);
#endif

#endif
