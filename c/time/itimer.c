/* The process's interval timers, of which alarm and ualarm are the real one. Those of processor time have no clock that
 * rules shift. */
#include "entry.h"
#include "shift.h"
#include "span.h"

static struct strike *rate_of(struct fault *fault, itimer_which which)
{
    return which == ITIMER_REAL ? shift_rate(fault, CLOCK_REALTIME) : NULL;
}

#define MICROSECONDS 1000000

/* What the kernel takes, and is short enough to be counted in nanoseconds. */
static bool is_plain(const struct timeval *time)
{
    return (unsigned long)time->tv_usec < MICROSECONDS && (unsigned long)time->tv_sec < SPAN_SECOND;
}

/* A timer that runs goes on running however short it becomes. */
static struct timeval shrunk(struct fault *fault, struct strike *rate, int64_t nanoseconds)
{
    if (!nanoseconds)
        return (struct timeval){0, 0};
    struct timeval time = span_timeval(shift_shrink(fault, rate, nanoseconds));
    if (!time.tv_sec && !time.tv_usec)
        time.tv_usec = 1;
    return time;
}

static struct timeval grown(const struct strike *rate, const struct timeval *time)
{
    return span_timeval(span_grow(span_of_micro(time), rate->value));
}

static void grow(const struct strike *rate, struct itimerval *timer)
{
    timer->it_value = grown(rate, &timer->it_value);
    timer->it_interval = grown(rate, &timer->it_interval);
}

EXPORT int setitimer(itimer_which which, const struct itimerval *restrict timer, struct itimerval *restrict before)
{
    struct fault fault;
    struct itimerval other;
    if (time_fault(&fault, CALL(setitimer), NAMES_NO_KIND))
        return fail(fault.error);
    struct strike *rate = rate_of(&fault, which);
    if (rate && time_is_readable(&timer->it_value) && is_plain(&timer->it_value) && is_plain(&timer->it_interval)) {
        other.it_value = shrunk(&fault, rate, span_of_micro(&timer->it_value));
        other.it_interval = shrunk(&fault, rate, span_of_micro(&timer->it_interval));
        timer = &other;
    }
    int result = real.setitimer(which, timer, before);
    if (rate && result == 0 && before)
        grow(rate, before);
    return result;
}

static COLD int getitimer_slow(struct call call, itimer_which which, struct itimerval *timer)
{
    struct fault fault;
    if (time_fault(&fault, call, NAMES_NO_KIND))
        return fail(fault.error);
    int result = real.getitimer(which, timer);
    struct strike *rate = rate_of(&fault, which);
    if (rate && result == 0)
        grow(rate, timer);
    return result;
}

EXPORT int getitimer(itimer_which which, struct itimerval *timer)
{
    struct call call = CALL(getitimer);
    if (library_idle(call.operation))
        return real.getitimer(which, timer);
    return getitimer_slow(call, which, timer);
}

/* Sets the real timer; microseconds that were left of what it was set to before. */
static COLD int64_t set_real(struct fault *fault, struct strike *rate, int64_t value, int64_t interval)
{
    struct itimerval before = {{0, 0}, {0, 0}};
    struct itimerval timer = {shrunk(fault, rate, interval), shrunk(fault, rate, value)};
    real.setitimer(ITIMER_REAL, &timer, &before);
    return span_grow(span_of_micro(&before.it_value), rate->value) / 1000;
}

EXPORT useconds_t ualarm(useconds_t value, useconds_t interval)
{
    struct fault fault;
    if (time_fault(&fault, CALL(ualarm), NAMES_NO_KIND))
        return (useconds_t)fail(fault.error);
    struct strike *rate = rate_of(&fault, ITIMER_REAL);
    if (!rate || value >= MICROSECONDS || interval >= MICROSECONDS)
        return real.ualarm(value, interval);
    return (useconds_t)set_real(&fault, rate, (int64_t)value * 1000, (int64_t)interval * 1000);
}

/* What is left is told in seconds, as the kernel rounds them: to the nearest, but a little never to none. */
EXPORT unsigned alarm(unsigned seconds)
{
    struct fault fault;
    time_fault(&fault, CALL(alarm), NAMES_NO_KIND);
    struct strike *rate = rate_of(&fault, ITIMER_REAL);
    if (!rate)
        return real.alarm(seconds);
    int64_t left = set_real(&fault, rate, (int64_t)seconds * SPAN_SECOND, 0);
    return (unsigned)(left && left < 500000 ? 1 : (left + 500000) / MICROSECONDS);
}
