/* A word that a name does not take is zero, and the libc ignores it. */
#include <limits.h>

#include "entry.h"
#include "interest.h"

typedef int next_epoll(int, struct epoll_event *, int, long, const sigset_t *);

/* To wait in vain is to wait for nothing. */
static int wait_in_vain(unsigned symbol, long timeout, const sigset_t *signals)
{
    const struct timespec *time = (const void *)timeout;
    struct timespec milliseconds = {timeout / 1000, timeout % 1000 * 1000000L};
    if (symbol != SYMBOL_epoll_pwait2)
        time = timeout < 0 ? NULL : &milliseconds;
    return real.ppoll(NULL, 0, time, signals);
}

static COLD int epoll_slow(int epoll, struct epoll_event *events, int room, long timeout, const sigset_t *signals,
                           unsigned name)
{
    struct call call = CALLED(name);
    const long *time = call.symbol == SYMBOL_epoll_pwait2 ? (const void *)timeout : NULL;
    /* None that is below 0 is open, and -1 would be no epoll to wait for. */
    int error = interest_fault(call, &(struct interest){NULL, 0, NULL, 0, epoll & INT_MAX, room, time});
    if (error > 0)
        return fail(error);
    if (error == INTEREST_IN_VAIN)
        return wait_in_vain(call.symbol, timeout, signals);
    return NEXT(next_epoll, call)(epoll, events, room, timeout, signals);
}

static TAIL_BODY int epoll_as(int epoll, struct epoll_event *events, int room, long timeout, const sigset_t *signals,
                              unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(OPERATION_poll))
        return NEXT(next_epoll, call)(epoll, events, room, timeout, signals);
    return epoll_slow(epoll, events, room, timeout, signals, name);
}

ALIAS int epoll_wait(int epoll, struct epoll_event *events, int room, int timeout)
{
    return epoll_as(epoll, events, room, timeout, NULL, NAME(epoll_wait));
}

ALIAS int epoll_pwait(int epoll, struct epoll_event *events, int room, int timeout, const sigset_t *signals)
{
    return epoll_as(epoll, events, room, timeout, signals, NAME(epoll_pwait));
}

ALIAS int epoll_pwait2(int epoll, struct epoll_event *events, int room, const struct timespec *timeout,
                       const sigset_t *signals)
{
    return epoll_as(epoll, events, room, (long)timeout, signals, NAME(epoll_pwait2));
}

EXPORT int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
    library_ready();
    int result = real.epoll_ctl(epoll, operation, fd, event);
    if (!result && operation != EPOLL_CTL_DEL && event->events & (EPOLLET | EPOLLRDHUP))
        interest_in_changes(event->events & (EPOLLET | EPOLLRDHUP));
    interest_changed();
    return result;
}
