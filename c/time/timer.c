/* Timers that a program makes, of POSIX and of Linux. */
#include <fcntl.h>

#include "../core/bytes.h"
#include "../core/memo.h"
#include "../core/place.h"
#include "../core/system.h"
#include "entry.h"
#include "shift.h"
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

static clockid_t clock_of(struct call call, uintptr_t timer, bool absolute, const struct timespec *time)
{
    uint64_t clock;
    if (call.symbol == SYMBOL_timerfd_settime || call.symbol == SYMBOL_timerfd_gettime)
        return absolute ? clock_of_descriptor((int)timer, time) : CLOCK_MONOTONIC;
    return memo_find(clocks, TIMERS, KEY(timer), &clock) ? (clockid_t)(uint32_t)clock : CLOCK_REALTIME;
}

static struct timespec scaled(struct strike *rate, enum shift_timer which, struct timespec time)
{
    return shift_timer(rate, which, 1, time.tv_sec, time.tv_nsec);
}

/* The result of a call that may tell what is left of a timer. */
static int told(struct fault *fault, struct strike *rate, int result, struct itimerspec *left)
{
    if (rate && result == 0 && left) {
        left->it_value = scaled(rate, SHIFT_LEFT, left->it_value);
        left->it_interval = scaled(rate, SHIFT_LEFT, left->it_interval);
    }
    shift_tell(fault, result ? NULL : rate);
    return result;
}

BODY static int set(uintptr_t timer, int flags, const struct itimerspec *value, struct itimerspec *before,
                    unsigned name)
{
    struct call call = CALLED(name);
    struct itimerspec other;
    struct timespec until;
    struct fault fault;
    if (time_idle(call.operation))
        return NEXT(timer_settime, call)((timer_t)timer, flags, value, before);
    if (named_fault(&fault, &time_names, call, call.symbol, NAMES_NO_KIND))
        return fail(fault.error);
    bool absolute = flags & TIMER_ABSTIME;
    const struct timespec *time = &value->it_value, *end = time;
    clockid_t clock = clock_of(call, timer, absolute, time);
    struct strike *rate = shift_rate(&fault, clock);
    if (absolute)
        end = view_until(0, rate, clock, time, &until);
    if (end != time || (rate && time_is_readable(time))) {
        other.it_value = end != time ? *end : scaled(rate, SHIFT_SET, *time);
        other.it_interval = scaled(rate, SHIFT_SET, value->it_interval);
        value = &other;
    }
    return told(&fault, rate, NEXT(timer_settime, call)((timer_t)timer, flags, value, before), before);
}

ALIAS int timer_settime(timer_t timer, int flags, const struct itimerspec *restrict value,
                        struct itimerspec *restrict before)
{
    return set((uintptr_t)timer, flags, value, before, NAME(timer_settime));
}

ALIAS int timerfd_settime(int fd, int flags, const struct itimerspec *value, struct itimerspec *before)
{
    return set((uintptr_t)fd, flags, value, before, NAME(timerfd_settime));
}

BODY static int left_of(uintptr_t timer, struct itimerspec *value, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (time_fault(&fault, call, NAMES_NO_KIND))
        return fail(fault.error);
    int result = NEXT(timer_gettime, call)((timer_t)timer, value);
    return told(&fault, shift_rate(&fault, clock_of(call, timer, false, NULL)), result, value);
}

ALIAS int timer_gettime(timer_t timer, struct itimerspec *value)
{
    return left_of((uintptr_t)timer, value, NAME(timer_gettime));
}

ALIAS int timerfd_gettime(int fd, struct itimerspec *value)
{
    return left_of((uintptr_t)fd, value, NAME(timerfd_gettime));
}
