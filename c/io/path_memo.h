/* Which selection each path has that was asked about lately, by a number that stands for the path as the program gave
 * it; older ones give way. What a path selects follows from its text, the rules and, where it is relative, from its
 * directory's path, never from files: the number is another with another generation of the rules or another state of
 * what is known of the directory. Of two paths that a program uses one number would be the same in one of 2^64 pairs.
 * Lock-free and async-signal-safe. */
#ifndef CHAOS_IO_PATH_MEMO_H
#define CHAOS_IO_PATH_MEMO_H

#include <stdint.h>

#define PATH_MEMO_ENTRIES 8192

/* What was kept of the path, or 0, and its number, by which something can be kept. `origin`: directory_state of what
 * the path is relative to, 0 when it is absolute. Nothing is read from a page into which the string doesn't reach. */
uint32_t path_memo_find(const char *path, uint64_t origin, uint32_t generation, uint64_t *key);
void path_memo_keep(uint64_t key, uint32_t number);

#endif
