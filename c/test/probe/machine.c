/* A shared object to preload behind the library: in place of the libc's functions that set the machine's clocks, it
 * only remembers what they were asked for. */
#include <sys/time.h>

#include "machine.h"

struct machine machine;

static int note(const char *call, clockid_t clock, long long seconds, long long rest)
{
    machine = (struct machine){call, machine.calls + 1, clock, seconds, rest};
    return 0;
}

int clock_settime(clockid_t clock, const struct timespec *time)
{
    const struct timespec *volatile given = time;
    return note("clock_settime", clock, given ? time->tv_sec : -1, given ? time->tv_nsec : -1);
}

int settimeofday(const struct timeval *time, const struct timezone *zone)
{
    (void)zone;
    return note("settimeofday", CLOCK_REALTIME, time ? time->tv_sec : -1, time ? time->tv_usec : -1);
}

int stime(const time_t *seconds)
{
    return note("stime", CLOCK_REALTIME, *seconds, 0);
}
