/* The process's interval timers, of which alarm and ualarm are the real one. Those of processor time have no clock that
 * rules shift. */
#include "entry.h"
#include "shift.h"

#define MICROSECOND 1000

static struct strike *rate_of(struct fault *fault, itimer_which which)
{
    return shift_rate(fault, which == ITIMER_REAL ? CLOCK_REALTIME : CLOCK_PROCESS_CPUTIME_ID);
}

static struct timeval scaled(struct strike *rate, enum shift_timer which, struct timeval time)
{
    struct timespec other = shift_timer(rate, which, MICROSECOND, time.tv_sec, time.tv_usec);
    return (struct timeval){other.tv_sec, other.tv_nsec};
}

static void scale(struct strike *rate, enum shift_timer which, struct itimerval *timer)
{
    timer->it_value = scaled(rate, which, timer->it_value);
    timer->it_interval = scaled(rate, which, timer->it_interval);
}

/* The result of a call that may tell what is left of a timer. */
static int told(struct fault *fault, struct strike *rate, int result, struct itimerval *left)
{
    if (rate && result == 0 && left)
        scale(rate, SHIFT_LEFT, left);
    shift_tell(fault, result ? NULL : rate);
    return result;
}

static COLD int set(struct fault *fault, itimer_which which, const struct itimerval *timer, struct itimerval *before)
{
    struct itimerval other;
    struct strike *rate = rate_of(fault, which);
    if (rate && time_is_readable(&timer->it_value)) {
        other = *timer;
        scale(rate, SHIFT_SET, &other);
        timer = &other;
    }
    return told(fault, rate, real.setitimer(which, timer, before), before);
}

EXPORT int setitimer(itimer_which which, const struct itimerval *restrict timer, struct itimerval *restrict before)
{
    struct fault fault;
    if (time_fault(&fault, CALL(setitimer), NAMES_NO_KIND))
        return fail(fault.error);
    return set(&fault, which, timer, before);
}

EXPORT int getitimer(itimer_which which, struct itimerval *timer)
{
    struct fault fault;
    if (time_fault(&fault, CALL(getitimer), NAMES_NO_KIND))
        return fail(fault.error);
    return told(&fault, rate_of(&fault, which), real.getitimer(which, timer), timer);
}

EXPORT useconds_t ualarm(useconds_t value, useconds_t interval)
{
    struct fault fault;
    struct itimerval timer = {{0, interval}, {0, value}};
    if (time_fault(&fault, CALL(ualarm), NAMES_NO_KIND))
        return (useconds_t)fail(fault.error);
    if (!fault.damages)
        return real.ualarm(value, interval);
    if (set(&fault, ITIMER_REAL, &timer, &timer))
        return (useconds_t)-1;
    return (useconds_t)(timer.it_value.tv_sec * 1000000 + timer.it_value.tv_usec);
}

/* What is left is told in seconds, as the kernel rounds them: to the nearest, but a little never to none. */
EXPORT unsigned alarm(unsigned seconds)
{
    struct fault fault;
    struct itimerval timer = {{0, 0}, {seconds, 0}};
    time_fault(&fault, CALL(alarm), NAMES_NO_KIND);
    if (!fault.damages)
        return real.alarm(seconds);
    set(&fault, ITIMER_REAL, &timer, &timer);
    unsigned left = (unsigned)timer.it_value.tv_sec;
    return left + (timer.it_value.tv_usec >= (left ? 500000 : 1));
}
