/* The clocks of Linux: what kind of clock each is; kinds.def has their names. Pure. */
#ifndef CHAOS_TIME_CLOCKS_H
#define CHAOS_TIME_CLOCKS_H

#include <stdbool.h>
#include <time.h>

/* The clock that tells the same time more finely: itself, or the one that it is a form of. */
clockid_t clocks_plain(clockid_t clock);
/* Whether it measures processor time, or belongs to a device: rules shift such a clock only by its name. */
bool clocks_is_special(clockid_t clock);

/* Clocks that never run backwards have numbers below this. */
#define CLOCKS_MONOTONIC 4
/* The number of one, or CLOCKS_MONOTONIC for any other. */
unsigned clocks_monotonic(clockid_t clock);

#endif
