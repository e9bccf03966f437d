/* Sleeps. Those for a length of time shrink with RATE, those until a time are translated to real time. */
#include "entry.h"
#include "shift.h"
#include "span.h"
#include "view.h"

/* Sleeps at the rate; the error or 0, and what is left as the program counts it. */
static COLD int sleep_at(struct fault *fault, struct strike *rate, clockid_t clock, int64_t nanoseconds,
                         struct timespec *left)
{
    struct timespec request = span_timespec(shift_shrink(rate, nanoseconds)), rest;
    shift_tell(fault, rate);
    int error = real.clock_nanosleep(clock, 0, &request, &rest);
    if (error == EINTR && left)
        *left = span_timespec(span_grow(span_of(&rest), rate->value));
    return error;
}

/* A sleep for a length of time, of which this fault was decided: the error that rules make of it or 0; below 0 where it
 * is the libc's own. An interrupted one tells what is left: all of it. */
static COLD int sleep_for(struct fault *fault, int error, clockid_t clock, const struct timespec *request,
                          struct timespec *left)
{
    if (error == EINTR && left && time_is_readable(request))
        *left = *request;
    if (error)
        return error;
    struct strike *rate = shift_rate(fault, clock);
    if (rate && time_is_readable(request) && span_is_plain(request))
        return sleep_at(fault, rate, clock, span_of(request), left);
    damage_spare(fault);
    return -1;
}

EXPORT int nanosleep(const struct timespec *request, struct timespec *left)
{
    struct fault fault;
    int error = time_fault(&fault, CALL(nanosleep), NAMES_NO_KIND);
    error = sleep_for(&fault, error, CLOCK_REALTIME, request, left);
    if (error < 0)
        return real.nanosleep(request, left);
    return error ? fail(error) : 0;
}

static COLD int sleep_until(struct fault *fault, clockid_t clock, int flags, const struct timespec *time,
                            struct timespec *left)
{
    struct timespec other;
    struct strike *rate = shift_rate(fault, clock);
    const struct timespec *until = view_until(VIEW_SLEEP(clock), rate, clock, time, &other);
    shift_tell(fault, rate);
    int error = real.clock_nanosleep(clock, flags, until, left);
    if (error == EINTR)
        view_interrupted(VIEW_SLEEP(clock), time, until);
    return error;
}

static COLD int clock_nanosleep_slow(struct call call, clockid_t clock, int flags, const struct timespec *request,
                                     struct timespec *left)
{
    struct fault fault;
    bool absolute = flags & TIMER_ABSTIME;
    int error = named_fault(&fault, &time_names, call, call.symbol, clock);
    if (absolute && !error)
        return sleep_until(&fault, clock, flags, request, left);
    error = sleep_for(&fault, error, clock, request, absolute ? NULL : left);
    return error < 0 ? real.clock_nanosleep(clock, flags, request, left) : error;
}

EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *left)
{
    struct call call = CALL(clock_nanosleep);
    if (time_idle(call.operation))
        return real.clock_nanosleep(clock, flags, request, left);
    return clock_nanosleep_slow(call, clock, flags, request, left);
}

EXPORT int usleep(useconds_t microseconds)
{
    struct fault fault;
    if (time_fault(&fault, CALL(usleep), NAMES_NO_KIND))
        return fail(fault.error);
    struct strike *rate = shift_rate(&fault, CLOCK_REALTIME);
    if (!rate)
        return real.usleep(microseconds);
    int error = sleep_at(&fault, rate, CLOCK_REALTIME, (int64_t)microseconds * 1000, NULL);
    return error ? fail(error) : 0;
}

/* Returns the seconds that are left. */
EXPORT unsigned sleep(unsigned seconds)
{
    struct fault fault;
    struct timespec left = {0, 0};
    if (time_fault(&fault, CALL(sleep), NAMES_NO_KIND)) {
        errno = fault.error;
        return seconds;
    }
    struct strike *rate = shift_rate(&fault, CLOCK_REALTIME);
    if (!rate)
        return real.sleep(seconds);
    int error = sleep_at(&fault, rate, CLOCK_REALTIME, (int64_t)seconds * SPAN_SECOND, &left);
    if (error)
        errno = error;
    return (unsigned)left.tv_sec;
}

/* Tells an interruption from other failures, and nothing more. */
EXPORT int thrd_sleep(const struct timespec *request, struct timespec *left)
{
    struct fault fault;
    int error = time_fault(&fault, CALL(thrd_sleep), NAMES_NO_KIND);
    error = sleep_for(&fault, error, CLOCK_REALTIME, request, left);
    if (error < 0)
        error = real.clock_nanosleep(CLOCK_REALTIME, 0, request, left);
    return error == EINTR ? -1 : error ? -2 : 0;
}
