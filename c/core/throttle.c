#include "throttle.h"

#include "clock.h"
#include "counter.h"

/* When the line of a rule is free again; rules that share an entry wait for one another. */
#define LINES 64
static uint64_t free_at[LINES];

int64_t throttle_wait(uint64_t rule, uint64_t bytes, uint64_t speed)
{
    uint64_t *line = &free_at[(rule ^ rule >> 32) % LINES];
    uint64_t now = clock_now(), before = load_relaxed(line), until;
    uint64_t time = (uint64_t)((double)bytes * 1e9 / (double)speed);
    do
        until = (before > now ? before : now) + time;
    while (!swap_acquire_release(line, &before, until));
    clock_sleep(until - now);
    return (int64_t)(until - now);
}
