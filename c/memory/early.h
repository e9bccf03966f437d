/* Memory for those who ask before the loader has relocated this object: resolvers of indirect functions in objects that
 * are relocated before it. Nothing works then but code and system calls. There are such functions on glibc alone, so
 * each block is laid out as one that glibc's malloc has mapped for itself: its free, realloc and malloc_usable_size
 * know what to do with it later.
 * https://sourceware.org/glibc/wiki/MallocInternals#Chunk_Specific_Flags */
#ifndef CHAOS_MEMORY_EARLY_H
#define CHAOS_MEMORY_EARLY_H

#include <stdbool.h>
#include <stddef.h>

/* Whether it is so early. Then what is in a thread's storage is not ours, and heap_inside not 0. */
bool early(void);
/* Zeroed. */
void *early_allocate(size_t size);
void *early_resize(void *block, size_t size);
void early_free(void *block);

#endif
