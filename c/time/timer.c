/* Timers that a program makes, of POSIX and of Linux. */
#include <fcntl.h>

#include "../core/bytes.h"
#include "../core/memo.h"
#include "../core/place.h"
#include "../core/system.h"
#include "clocks.h"
#include "entry.h"
#include "shift.h"
#include "span.h"
#include "view.h"

/* The clocks of timers, by their handles, which begin with 0. Of one that has been forgotten it is the usual one. */
#define TIMERS 4096
static MEMO(clocks, TIMERS);
#define KEY(timer) ((uint64_t)(uintptr_t)(timer) + 2)

EXPORT int timer_create(clockid_t clock, struct sigevent *restrict event, timer_t *restrict timer)
{
    library_ready();
    int result = library_has(SYMBOL_timer_create) ? real.timer_create(clock, event, timer) : fail(ENOSYS);
    if (result == 0)
        memo_keep(clocks, TIMERS, KEY(*timer), (uint32_t)clock);
    return result;
}

static clockid_t clock_of(timer_t timer)
{
    uint64_t clock;
    return memo_find(clocks, TIMERS, KEY(timer), &clock) ? (clockid_t)(uint32_t)clock : CLOCK_REALTIME;
}

#define IN_2001 1000000000

/* The kernel tells the clock of a timer's descriptor in a line of its own. Where that cannot be read, the time does. */
static COLD clockid_t clock_of_descriptor(int fd, const struct timespec *time)
{
    char buffer[256];
    place_descriptor("fdinfo", fd, buffer);
    long file = system_call(SYS_openat, AT_FDCWD, buffer, O_RDONLY | O_CLOEXEC);
    long filled = system_call(SYS_read, file, buffer, sizeof buffer);
    system_call(SYS_close, file);
    struct text lines = {buffer, system_failed(filled) ? 0 : (size_t)filled};
    while (lines.length) {
        uint64_t number;
        struct text value = text_take(&lines, '\n'), name = text_take(&value, ':');
        if (text_is(name, "clockid") && text_number(text_trim(value), &number))
            return (clockid_t)number;
    }
    return time_is_readable(time) && time->tv_sec > IN_2001 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
}

static bool is_set(const struct timespec *time)
{
    return time->tv_sec || time->tv_nsec;
}

static void shrink(struct fault *fault, struct strike *rate, struct timespec *time)
{
    if (is_set(time) && span_is_plain(time))
        *time = span_timespec(shift_shrink(fault, rate, span_of(time)));
}

static void grow(const struct strike *rate, struct itimerspec *timer)
{
    timer->it_value = span_timespec(span_grow(span_of(&timer->it_value), rate->value));
    timer->it_interval = span_timespec(span_grow(span_of(&timer->it_interval), rate->value));
}

/* What to set a timer on a clock to, in place of what the program wants. */
static COLD const struct itimerspec *real_timer(struct fault *fault, struct strike *rate, clockid_t clock,
                                                bool absolute, const struct itimerspec *timer, struct itimerspec *other)
{
    struct timespec until;
    bool shifted = absolute && view_until(fault, rate, clock, &timer->it_value, &until);
    if (shifted || (rate && time_is_readable(&timer->it_value))) {
        *other = *timer;
        if (rate)
            shrink(fault, rate, &other->it_interval);
        if (shifted && is_set(&timer->it_value))
            other->it_value = until;
        else if (rate)
            shrink(fault, rate, &other->it_value);
        timer = other;
    }
    damage_spare(fault);
    return timer;
}

EXPORT int timer_settime(timer_t timer, int flags, const struct itimerspec *restrict value,
                         struct itimerspec *restrict before)
{
    struct call call = CALL(timer_settime);
    struct itimerspec other;
    struct fault fault;
    if (library_idle(call.operation))
        return real.timer_settime(timer, flags, value, before);
    if (named_fault(&fault, &time_names, call, call.symbol, NAMES_NO_KIND))
        return fail(fault.error);
    clockid_t clock = clock_of(timer);
    struct strike *rate = shift_rate(&fault, clock);
    value = real_timer(&fault, rate, clock, flags & TIMER_ABSTIME, value, &other);
    int result = real.timer_settime(timer, flags, value, before);
    if (rate && result == 0 && before)
        grow(rate, before);
    return result;
}

EXPORT int timer_gettime(timer_t timer, struct itimerspec *value)
{
    struct fault fault;
    if (time_fault(&fault, CALL(timer_gettime), NAMES_NO_KIND))
        return fail(fault.error);
    int result = real.timer_gettime(timer, value);
    struct strike *rate = fault.damages && result == 0 ? shift_rate(&fault, clock_of(timer)) : NULL;
    if (rate)
        grow(rate, value);
    return result;
}

EXPORT int timerfd_settime(int fd, int flags, const struct itimerspec *value, struct itimerspec *before)
{
    struct call call = CALL(timerfd_settime);
    struct itimerspec other;
    struct fault fault;
    if (library_idle(call.operation))
        return real.timerfd_settime(fd, flags, value, before);
    if (named_fault(&fault, &time_names, call, call.symbol, NAMES_NO_KIND))
        return fail(fault.error);
    bool absolute = flags & TFD_TIMER_ABSTIME;
    struct strike *rate = shift_rate(&fault, CLOCK_MONOTONIC);
    value = real_timer(&fault, rate, absolute ? clock_of_descriptor(fd, &value->it_value) : CLOCK_MONOTONIC, absolute,
                       value, &other);
    int result = real.timerfd_settime(fd, flags, value, before);
    if (rate && result == 0 && before)
        grow(rate, before);
    return result;
}

EXPORT int timerfd_gettime(int fd, struct itimerspec *value)
{
    struct fault fault;
    if (time_fault(&fault, CALL(timerfd_gettime), NAMES_NO_KIND))
        return fail(fault.error);
    int result = real.timerfd_gettime(fd, value);
    struct strike *rate = result == 0 ? shift_rate(&fault, CLOCK_MONOTONIC) : NULL;
    if (rate)
        grow(rate, value);
    return result;
}
