/* The files of the run directory that every process maps. */
#ifndef CHAOS_SHARED_H
#define CHAOS_SHARED_H

#include <stddef.h>

/* Maps the first `size` bytes of a file of the run directory that begins with eight bytes of magic and version 1. NULL
 * where there is no such file. */
void *shared_map(const char *name, size_t size, const char *magic);

#endif
