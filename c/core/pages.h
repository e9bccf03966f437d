/* Memory straight from the kernel, in whole pages: nothing of the program's allocator is touched. */
#ifndef CHAOS_PAGES_H
#define CHAOS_PAGES_H

#include <stdbool.h>

#include "system.h"

/* Zeroed private memory, or NULL. */
void *pages_allocate(size_t size);
/* A child of fork finds these zeroed again where the kernel can do that (from Linux 4.14 on). */
void pages_wipe_on_fork(void *pages, size_t size);
/* Whether the kernel says that it wipes whatever it does: one that grants what nobody has defined. */
bool pages_wiping_is_pretended(void);
/* A part of a file, shared with everybody who maps it, or NULL. */
void *pages_share(int descriptor, uint64_t offset, size_t size);
void pages_free(void *pages, size_t size);
/* Puts private memory in the place of what is shared: who still has it at hand may go on with it. */
void pages_part(void *pages, size_t size);
/* Of this machine: 4,096 to PAGES_LARGEST, which is what its architecture has at most. */
size_t pages_unit(void);
#if defined __x86_64__
#define PAGES_LARGEST 4096
#else
#define PAGES_LARGEST 65536
#endif

#endif
