/* Times and lengths of time as nanoseconds, and at another speed. Pure. */
#ifndef CHAOS_TIME_SPAN_H
#define CHAOS_TIME_SPAN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

#define SPAN_SECOND 1000000000

/* What a program may give as a length of time, and is short enough to be counted in nanoseconds; else nothing is made
 * of it. */
bool span_is_plain(const struct timespec *time);
int64_t span_of(const struct timespec *time);
struct timespec span_timespec(int64_t nanoseconds);
int64_t span_of_micro(const struct timeval *time);
/* Microseconds are rounded down. */
struct timeval span_timeval(int64_t nanoseconds);

/* Factors are 32.32. How long a span lasts on a clock that runs that much faster. */
int64_t span_grow(int64_t nanoseconds, uint64_t factor);
/* How long it takes until such a clock has run for the span: rounded up, so that it has. */
int64_t span_shrink(int64_t nanoseconds, uint64_t factor);

#endif
