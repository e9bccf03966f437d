#include "lane.h"

#include <stddef.h>

#include "pool.h"

static const struct pool_kind kind = {offsetof(struct segment, lanes), 1, LANE_SIZE, LANES_IN_HOME, 64};
static struct pool lanes;

void lane_start(const struct segment *home)
{
    pool_start(&lanes, &kind, segment_area(home, home->lanes), 1);
}

uint64_t *lane_of_thread(uint64_t *local)
{
    if (!segment_home)
        return local;
    uint64_t *lane = pool_take(&lanes);
    if (!lane)
        segment_process(segment_home)->lanes_shared = 1;
    return lane;
}

uint64_t *lane_shared(void)
{
    return segment_home ? lanes.areas[0].items : NULL;
}
