/* Condition variables, as the libc makes them. */
#ifndef CHAOS_TIME_CONDITION_H
#define CHAOS_TIME_CONDITION_H

#include <time.h>

/* The clock that waits for the condition go by, of the two that it can be. */
clockid_t condition_clock(const void *condition);

#endif
