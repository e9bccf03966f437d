/* Which selection each path has that was asked about lately, by the path as the program gave it. Compared as a whole,
 * so that a hash in common does no harm; older entries give way. What a path selects follows from its text, the rules
 * and, where it is relative, from its directory's path, never from files: an entry is void with another generation or
 * another state of what is known of the directory. Lock-free and async-signal-safe: a reader finds an entry whole or
 * not at all. */
#ifndef CHAOS_IO_PATH_MEMO_H
#define CHAOS_IO_PATH_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PATH_MEMO_BITS 7
#define PATH_MEMO_SIZE 224 /* in bytes with the NUL, a multiple of 8: longer paths are not kept */

/* A path as it was when it was read: the program may change its own at any time. */
struct path_copy {
    uint64_t hash;
    size_t length;
    uint64_t words[PATH_MEMO_SIZE / sizeof(uint64_t) + 1]; /* with zeros behind, at least eight */
};

/* False: it is too long, or eight of its bytes may lie in two pages. Nothing is read from a page into which the string
 * doesn't reach. */
bool path_memo_read(struct path_copy *copy, const char *path);
/* What was kept of the path, or 0. `origin`: directory_state of what it is relative to, 0 when it is absolute. */
uint32_t path_memo_find(const struct path_copy *copy, uint64_t origin, uint32_t generation);
void path_memo_keep(const struct path_copy *copy, uint64_t origin, uint32_t generation, uint32_t number);

#endif
