#include "descriptor.h"
#include "entry.h"
#include "interest.h"

static int epoll_fault(struct fault *fault, struct call call, int epoll)
{
    return interest_fault(fault, call, &(struct interest){NULL, 0, {NULL, NULL, NULL}, 0, epoll});
}

static COLD int epoll_slow(int epoll, struct epoll_event *events, int room, int timeout, const sigset_t *signals,
                           unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    struct timespec time = {timeout / 1000, timeout % 1000 * 1000000L};
    if (epoll_fault(&fault, call, epoll))
        return fail(fault.error);
    if (interest_in_vain(&fault))
        return real.ppoll(NULL, 0, timeout < 0 ? NULL : &time, signals);
    return call.symbol == SYMBOL_epoll_wait ? real.epoll_wait(epoll, events, room, timeout)
                                            : real.epoll_pwait(epoll, events, room, timeout, signals);
}

EXPORT int epoll_wait(int epoll, struct epoll_event *events, int room, int timeout)
{
    if (library_idle(OPERATION_poll))
        return real.epoll_wait(epoll, events, room, timeout);
    return epoll_slow(epoll, events, room, timeout, NULL, NAME(epoll_wait));
}

EXPORT int epoll_pwait(int epoll, struct epoll_event *events, int room, int timeout, const sigset_t *signals)
{
    if (library_idle(OPERATION_poll))
        return real.epoll_pwait(epoll, events, room, timeout, signals);
    return epoll_slow(epoll, events, room, timeout, signals, NAME(epoll_pwait));
}

EXPORT int epoll_pwait2(int epoll, struct epoll_event *events, int room, const struct timespec *timeout,
                        const sigset_t *signals)
{
    struct fault fault;
    if (epoll_fault(&fault, CALL(epoll_pwait2), epoll))
        return fail(fault.error);
    if (interest_in_vain(&fault))
        return real.ppoll(NULL, 0, timeout, signals);
    return real.epoll_pwait2(epoll, events, room, timeout, signals);
}

EXPORT int epoll_ctl(int epoll, int operation, int fd, struct epoll_event *event)
{
    library_ready();
    int result = real.epoll_ctl(epoll, operation, fd, event);
    interest_changed();
    return result;
}
