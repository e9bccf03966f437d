/* What a call is about: what a descriptor refers to, or a path that is relative to a directory. */
#ifndef CHAOS_IO_TARGET_H
#define CHAOS_IO_TARGET_H

#include "../core/snapshot.h"

struct target {
    int fd;           /* of the directory, or AT_FDCWD, where there is a path */
    const char *path; /* NULL: a descriptor */
};

/* The path, absolute: the program's own, or one made in the buffer of PATH_SIZE. */
COLD struct text target_name(const struct target *target, char *buffer);
/* The number of the selection of a path, which is remembered; 0: it has none, and is in `selection`. */
uint32_t target_number(struct snapshot *snapshot, struct target target, struct selection *selection);

#endif
