/* Room in the telemetry file that threads take for themselves, item by item: first in the home, then in pieces made for
 * it. What a thread has taken stays its own after its end. Async-signal-safe. */
#ifndef CHAOS_POOL_H
#define CHAOS_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "segment.h"

#define POOL_AREAS 16

struct pool_kind {
    uint32_t field;   /* of a segment, which says where the items are: its offset */
    uint32_t entries; /* of the field's kind, in each item */
    uint32_t size;    /* of an entry */
    uint32_t home;    /* items in the home */
    uint32_t more;    /* items in each other piece */
};

struct pool {
    const struct pool_kind *kind;
    struct {
        void *items;
        uint32_t taken;
    } areas[POOL_AREAS];
};

/* Begins anew, with so many of the home's items taken. */
void pool_start(struct pool *pool, const struct pool_kind *kind, void *home, uint32_t taken);
/* All items are another process's: there are no more, until a pool begins anew. */
void pool_shut(void);
/* An item that nobody else has, zeroed; NULL: there is no room. Only after a start. */
void *pool_take(struct pool *pool);

#endif
