#include "lane.h"

#include <stddef.h>

#include "bytes.h"
#include "counter.h"

#define MORE_LANES 64
#define POOLS 16

struct pool {
    void *lanes;
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

uint64_t *lane_of_thread(uint64_t *local)
{
    if (!segment_home)
        return local;
    for (struct pool *pool = pools; pool < pools + POOLS; pool++) {
        uint32_t count = pool == pools ? LANES_IN_HOME : MORE_LANES;
        uint64_t *lanes = segment_grow(&pool->lanes, offsetof(struct segment, lanes), count, LANE_SIZE);
        if (!lanes)
            break;
        uint32_t lane = load_relaxed(&pool->taken) < count ? add_relaxed(&pool->taken, 1) : count;
        if (lane < count)
            return lanes + lane * THREAD_OPERATIONS;
    }
    segment_process(segment_home)->lanes_shared = 1;
    return NULL;
}

uint64_t *lane_shared(void)
{
    return segment_home ? pools[0].lanes : NULL;
}
