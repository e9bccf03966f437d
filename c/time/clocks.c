#include "clocks.h"

clockid_t clocks_plain(clockid_t clock)
{
    switch (clock) {
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
        return CLOCK_REALTIME;
    case CLOCK_MONOTONIC_COARSE:
        return CLOCK_MONOTONIC;
    case CLOCK_BOOTTIME_ALARM:
        return CLOCK_BOOTTIME;
    default:
        return clock;
    }
}

/* Negative numbers are those of other processes' and threads' processor time, and of devices. */
bool clocks_is_special(clockid_t clock)
{
    return clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
}

/* A coarse clock is behind the fine one, so each has its own past. */
unsigned clocks_monotonic(clockid_t clock)
{
    switch (clock) {
    case CLOCK_MONOTONIC:
        return 0;
    case CLOCK_MONOTONIC_RAW:
        return 1;
    case CLOCK_MONOTONIC_COARSE:
        return 2;
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM:
        return 3;
    default:
        return CLOCKS_MONOTONIC;
    }
}
