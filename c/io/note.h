/* The path under which the program opened a descriptor, as it gave it: what it selects is found out when somebody asks,
 * which of most descriptors nobody does, and it is what records say. */
#ifndef CHAOS_IO_NOTE_H
#define CHAOS_IO_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/attributes.h"

#define NOTE_SIZE 64

struct note {
    char path[NOTE_SIZE];
} __attribute__((aligned(NOTE_SIZE)));

typedef unsigned char note_block __attribute__((vector_size(16), aligned(1), may_alias));
typedef uint64_t note_ends __attribute__((vector_size(16)));

/* Whether the path is not so near to the end of a page that nothing may be read behind it. */
static inline bool note_has_room(const char *path)
{
    return (uintptr_t)path % 4096 <= 4096 - NOTE_SIZE;
}

/* Whether it has, and is absolute, so that it means the same in whatever directory, and short. */
__attribute__((no_sanitize_address)) static inline bool note_fits(const char *path)
{
    if (*path != '/' || !note_has_room(path))
        return false;
    const note_block *from = (const note_block *)path, none = {0};
    note_ends ends = {0};
    for (unsigned i = 0; i < NOTE_SIZE / sizeof *from; i++)
        ends |= (note_ends)(from[i] == none);
    return (ends[0] | ends[1]) != 0;
}

/* Of a path that has room; what stands behind its end is copied with it, and a longer one is cut. */
__attribute__((no_sanitize_address)) static inline void note_write(struct note *note, const char *path)
{
    const note_block *from = (const note_block *)path;
    note_block *to = (note_block *)note->path;
    for (unsigned i = 0; i < NOTE_SIZE / sizeof *to; i++)
        to[i] = from[i];
}

#endif
