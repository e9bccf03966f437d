/* Waiting for another thread that has something in the making, without a lock: a thread that never goes on, as one that
 * a signal's handler has stopped, is not waited for without end. */
#ifndef CHAOS_PATIENCE_H
#define CHAOS_PATIENCE_H

#include <stdbool.h>

#include "system.h"

#define PATIENCE 100000

/* Lets other threads go first; false: they have been often enough. */
static inline bool others_first(unsigned *waited)
{
    system_call(SYS_sched_yield);
    return ++*waited < PATIENCE;
}

#endif
