/* Where the calls of each operation are counted: docs/telemetry.md, lanes. Lock-free, async-signal-safe. */
#ifndef CHAOS_LANE_H
#define CHAOS_LANE_H

#include <stdint.h>

#include "segment.h"
#include "thread.h"

#define LANE_SIZE (THREAD_OPERATIONS * sizeof(uint64_t))

/* Lanes of the home, of which the first is for all threads that have none of their own. */
#define LANES_IN_HOME 8

/* Begins anew, with a home. */
void lane_start(const struct segment *home);
/* The calling thread's lane: one of its own, the given one without a run, NULL where lanes have run out. */
uint64_t *lane_of_thread(uint64_t *local);
/* The lane of all threads that have none of their own; NULL without a run. */
uint64_t *lane_shared(void);

#endif
