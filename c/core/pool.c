#include "pool.h"

#include <stdbool.h>

#include "bytes.h"
#include "counter.h"

static bool shut;

void pool_start(struct pool *pool, const struct pool_kind *kind, void *home, uint32_t taken)
{
    memset(pool, 0, sizeof *pool);
    pool->kind = kind;
    pool->areas[0].items = home;
    pool->areas[0].taken = taken;
    shut = false;
}

void pool_shut(void)
{
    shut = true;
}

void *pool_take(struct pool *pool)
{
    const struct pool_kind *kind = pool->kind;
    for (unsigned i = 0; i < POOL_AREAS && !shut; i++) {
        uint32_t count = i ? kind->more : kind->home, *taken = &pool->areas[i].taken;
        char *items = segment_grow(&pool->areas[i].items, kind->field, count * kind->entries, kind->size);
        if (!items)
            break;
        uint32_t item = load_relaxed(taken) < count ? add_relaxed(taken, 1) : count;
        if (item < count)
            return items + (size_t)item * kind->entries * kind->size;
    }
    return NULL;
}
