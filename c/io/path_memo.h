/* Which selection each path has that was asked about lately, by the path as the program gave it. Compared as a whole,
 * so that a hash in common does no harm; older entries give way. What a path selects follows from its text, the rules
 * and, where it is relative, from its directory's path, never from files: an entry is void with another generation or
 * another state of what is known of the directory. Lock-free and async-signal-safe: a reader finds an entry whole or
 * not at all. */
#ifndef CHAOS_IO_PATH_MEMO_H
#define CHAOS_IO_PATH_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#define PATH_MEMO_BITS 7
#define PATH_MEMO_SIZE 224 /* in bytes with the NUL, a multiple of 8: longer paths are not kept */

/* What was kept of the path, or 0. `origin`: directory_state of what it is relative to, 0 when it is absolute. */
uint32_t path_memo_find(const char *path, uint64_t origin, uint32_t generation);
/* Of a path that nobody else changes, shorter than PATH_MEMO_SIZE, with eight zeros behind it. */
void path_memo_keep(const char *path, uint64_t origin, uint32_t generation, uint32_t number);

#endif
