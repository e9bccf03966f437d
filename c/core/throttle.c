#include "throttle.h"

#include "clock.h"
#include "counter.h"

/* When the line of a rule is free again; rules that share an entry wait for one another. */
#define LINES 4096
static uint64_t free_at[LINES];
/* Waits end late, by less than that most often: a line that was free no longer ago goes on from there, so that small
 * calls are as fast together as one large one. In nanoseconds. */
#define LATE 4000000

int64_t throttle_wait(uint64_t rule, uint64_t bytes, uint64_t speed)
{
    uint64_t *line = &free_at[(rule ^ rule >> 32) % LINES];
    uint64_t now = clock_now(), before = load_relaxed(line), until;
    uint64_t time = (uint64_t)((double)bytes * 1e9 / (double)speed);
    do
        until = (before + LATE > now ? before : now) + time;
    while (!swap_acquire_release(line, &before, until));
    if (until <= now)
        return -1;
    clock_sleep(until - now);
    return (int64_t)(until - now);
}
