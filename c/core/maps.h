/* What is mapped where, from /proc/self/maps. Makes system calls. */
#ifndef CHAOS_MAPS_H
#define CHAOS_MAPS_H

#include <stdbool.h>
#include <stdint.h>

struct mapping {
    uint64_t base;     /* where the first mapping of the same file begins */
    const char *perms; /* in the line, as "rwxp" */
    const char *path;  /* in the line; empty: no file */
    char line[592];    /* cut where longer */
};

bool maps_find(const void *address, struct mapping *mapping);

#endif
