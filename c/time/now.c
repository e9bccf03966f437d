/* Reads of clocks. Those that always mean the realtime clock follow the rules on it. */
#include "entry.h"
#include "shift.h"
#include "span.h"

static int read_fault(struct fault *fault, struct call call, clockid_t clock)
{
    int error = named_fault(fault, &time_names, call, SYMBOL_clock_gettime, clock);
    shift_seen();
    return error;
}

static COLD int clock_gettime_slow(struct call call, clockid_t clock, struct timespec *time)
{
    struct fault fault;
    if (read_fault(&fault, call, clock))
        return fail(fault.error);
    int result = real.clock_gettime(clock, time);
    if (result == 0)
        shift_show(&fault, clock, time);
    damage_spare(&fault);
    return result;
}

EXPORT int clock_gettime(clockid_t clock, struct timespec *time)
{
    struct call call = CALL(clock_gettime);
    if (library_idle(call.operation))
        return real.clock_gettime(clock, time);
    return clock_gettime_slow(call, clock, time);
}

static COLD int gettimeofday_slow(struct call call, struct timeval *restrict time, void *restrict zone)
{
    struct fault fault;
    if (read_fault(&fault, call, CLOCK_REALTIME))
        return fail(fault.error);
    int result = real.gettimeofday(time, zone);
    if (result == 0 && time)
        *time = span_timeval(shift_read(&fault, CLOCK_REALTIME, span_of_micro(time)));
    damage_spare(&fault);
    return result;
}

EXPORT int gettimeofday(struct timeval *restrict time, void *restrict zone)
{
    struct call call = CALL(gettimeofday);
    if (library_idle(call.operation))
        return real.gettimeofday(time, zone);
    return gettimeofday_slow(call, time, zone);
}

/* The second is that of the shifted clock, which need not change when the real one's does. */
static COLD time_t time_slow(struct call call, time_t *seconds)
{
    struct fault fault;
    struct timespec now;
    if (read_fault(&fault, call, CLOCK_REALTIME))
        return fail(fault.error);
    if (!fault.damages || real.clock_gettime(CLOCK_REALTIME, &now))
        return real.time(seconds);
    shift_show(&fault, CLOCK_REALTIME, &now);
    damage_spare(&fault);
    if (seconds)
        *seconds = now.tv_sec;
    return now.tv_sec;
}

EXPORT time_t time(time_t *seconds)
{
    struct call call = CALL(time);
    if (library_idle(call.operation))
        return real.time(seconds);
    return time_slow(call, seconds);
}

/* TIME_UTC is 1, and what C23 adds follows: each is the number of its clock and one more. */
static COLD int timespec_get_slow(struct call call, struct timespec *time, int base)
{
    struct fault fault;
    if (read_fault(&fault, call, base - 1)) {
        errno = fault.error;
        return 0;
    }
    int result = real.timespec_get(time, base);
    if (result)
        shift_show(&fault, base - 1, time);
    damage_spare(&fault);
    return result;
}

EXPORT int timespec_get(struct timespec *time, int base)
{
    struct call call = CALL(timespec_get);
    if (library_idle(call.operation))
        return real.timespec_get(time, base);
    return timespec_get_slow(call, time, base);
}
