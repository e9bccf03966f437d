/* Sets of clocks, which are those of the whole machine. A program that sets one by what it has read means the clock as
 * it sees it. Clocks that the kernel lets nobody set are left to it, and so are times that are none. */
#include "entry.h"
#include "span.h"
#include "view.h"

EXPORT int clock_settime(clockid_t clock, const struct timespec *time)
{
    struct timespec other;
    library_ready();
    return view_set(clock, &time, &other) ? real.clock_settime(clock, time) : fail(EPERM);
}

EXPORT int settimeofday(const struct timeval *time, const struct timezone *zone)
{
    struct timespec other;
    struct timeval set;
    library_ready();
    if (!library_asleep(OPERATION_now) && time_is_readable(time) && (unsigned long)time->tv_usec < 1000000) {
        const struct timespec wanted = {time->tv_sec, time->tv_usec * 1000};
        const struct timespec *shifted = &wanted;
        if (!view_set(CLOCK_REALTIME, &shifted, &other))
            return fail(EPERM);
        set = (struct timeval){shifted->tv_sec, shifted->tv_nsec / 1000};
        time = shifted == &wanted ? time : &set;
    }
    return real.settimeofday(time, zone);
}

/* Seconds alone would not be enough to say where a clock is that is ahead by less. */
EXPORT int stime(const time_t *seconds)
{
    struct timespec other;
    library_ready();
    const struct timespec wanted = {*seconds, 0};
    const struct timespec *shifted = &wanted;
    if (!view_set(CLOCK_REALTIME, &shifted, &other))
        return fail(EPERM);
    return shifted == &wanted ? real.stime(seconds) : real.clock_settime(CLOCK_REALTIME, shifted);
}
