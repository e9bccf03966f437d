/* Waiting for another thread that has something in the making, without a lock: a thread that never goes on, as one that
 * a signal's handler has stopped, is not waited for without end. */
#ifndef CHAOS_PATIENCE_H
#define CHAOS_PATIENCE_H

#include <stdbool.h>
#include <time.h>

#include "system.h"

/* Of 50 us each, and what the kernel takes to wake a thread: at least half a second. */
#define PATIENCE 10000

/* Lets other threads go first, also those of a lower priority, as glibc sleeps: a filter of system calls may know no
 * other one. False: they have been often enough. */
static inline bool others_first(unsigned *waited)
{
    static const struct timespec moment = {0, 50000};
    system_call(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &moment, NULL);
    return ++*waited < PATIENCE;
}

#endif
