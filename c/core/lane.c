#include "lane.h"

#include <stdbool.h>

#include "bytes.h"
#include "counter.h"

#define MORE_LANES 64
#define POOLS 16

struct pool {
    uint64_t *lanes;
    uint32_t taken;
};

static struct pool pools[POOLS];

void lane_start(const struct segment *home)
{
    memset(pools, 0, sizeof pools);
    pools[0] = (struct pool){segment_area(home, home->lanes), 1};
}

void lane_shut(void)
{
    for (struct pool *pool = pools; pool < pools + POOLS; pool++)
        pool->taken = MORE_LANES;
}

static bool add_pool(struct pool *pool)
{
    struct segment *segment = segment_claim(sizeof(struct segment) + MORE_LANES * LANE_SIZE);
    uint64_t *none = NULL;
    if (!segment)
        return false;
    segment->lanes = (struct area){sizeof(struct segment), MORE_LANES};
    segment_commit(segment, SEGMENT_OVERFLOW, segment->size, 0);
    swap_acquire_release(&pool->lanes, &none, segment_area(segment, segment->lanes));
    return true;
}

uint64_t *lane_of_thread(uint64_t *local)
{
    if (!segment_home)
        return local;
    for (struct pool *pool = pools; pool < pools + POOLS; pool++) {
        if (!load_acquire(&pool->lanes) && !add_pool(pool))
            break;
        uint32_t count = pool == pools ? LANES_IN_HOME : MORE_LANES;
        uint32_t lane = load_relaxed(&pool->taken) < count ? add_relaxed(&pool->taken, 1) : count;
        if (lane < count)
            return pool->lanes + lane * THREAD_OPERATIONS;
    }
    segment_process(segment_home)->lanes_shared = 1;
    return NULL;
}

uint64_t *lane_shared(void)
{
    return segment_home ? pools[0].lanes : NULL;
}
