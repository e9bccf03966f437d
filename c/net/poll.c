/* Calls that wait. To wait in vain is to wait for nothing, as long as the caller said: so signals, the signal mask and
 * cancellation are those of the libc's own waiting. */
#include "../core/bytes.h"
#include "descriptor.h"
#include "entry.h"
#include "interest.h"

/* Whether nothing came: the caller's events are those of nothing. */
static int none(int result, struct pollfd *polled, nfds_t count)
{
    for (nfds_t i = 0; result == 0 && i < count; i++)
        polled[i].revents = 0;
    return result;
}

static COLD int poll_slow(struct pollfd *polled, nfds_t count, int timeout, size_t size, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (interest_fault(&fault, call, &(struct interest){polled, count, {NULL, NULL, NULL}, 0, -1}))
        return fail(fault.error);
    if (interest_in_vain(&fault))
        return none(real.poll(NULL, 0, timeout), polled, count);
    return call.symbol == SYMBOL_poll ? real.poll(polled, count, timeout)
                                      : real.__poll_chk(polled, count, timeout, size);
}

EXPORT int poll(struct pollfd *polled, nfds_t count, int timeout)
{
    if (library_idle(OPERATION_poll))
        return real.poll(polled, count, timeout);
    return poll_slow(polled, count, timeout, 0, NAME(poll));
}

EXPORT int __poll_chk(struct pollfd *polled, nfds_t count, int timeout, size_t size)
{
    if (library_idle(OPERATION_poll))
        return real.__poll_chk(polled, count, timeout, size);
    return poll_slow(polled, count, timeout, size, NAME(__poll_chk));
}

static BODY int ppoll_as(struct pollfd *polled, nfds_t count, const struct timespec *timeout, const sigset_t *signals,
                         size_t size, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (interest_fault(&fault, call, &(struct interest){polled, count, {NULL, NULL, NULL}, 0, -1}))
        return fail(fault.error);
    if (interest_in_vain(&fault))
        return none(real.ppoll(NULL, 0, timeout, signals), polled, count);
    return call.symbol == SYMBOL_ppoll ? real.ppoll(polled, count, timeout, signals)
                                       : real.__ppoll_chk(polled, count, timeout, signals, size);
}

ALIAS int ppoll(struct pollfd *polled, nfds_t count, const struct timespec *timeout, const sigset_t *signals)
{
    return ppoll_as(polled, count, timeout, signals, 0, NAME(ppoll));
}

ALIAS int __ppoll_chk(struct pollfd *polled, nfds_t count, const struct timespec *timeout, const sigset_t *signals,
                      size_t size)
{
    return ppoll_as(polled, count, timeout, signals, size, NAME(__ppoll_chk));
}

/* Whole words of the sets, as the kernel does it. */
static int cleared(int result, int count, fd_set *readable, fd_set *writable, fd_set *exceptional)
{
    fd_set *sets[] = {readable, writable, exceptional};
    size_t size = ((size_t)count + 63) / 64 * 8;
    for (int i = 0; result == 0 && i < 3; i++)
        if (sets[i])
            memset(sets[i], 0, size);
    return result;
}

EXPORT int select(int count, fd_set *restrict readable, fd_set *restrict writable, fd_set *restrict exceptional,
                  struct timeval *restrict timeout)
{
    struct fault fault;
    if (interest_fault(&fault, CALL(select), &(struct interest){NULL, 0, {readable, writable, exceptional}, count, -1}))
        return fail(fault.error);
    if (interest_in_vain(&fault))
        return cleared(real.select(0, NULL, NULL, NULL, timeout), count, readable, writable, exceptional);
    return real.select(count, readable, writable, exceptional, timeout);
}

EXPORT int pselect(int count, fd_set *restrict readable, fd_set *restrict writable, fd_set *restrict exceptional,
                   const struct timespec *restrict timeout, const sigset_t *restrict signals)
{
    struct fault fault;
    if (interest_fault(&fault, CALL(pselect),
                       &(struct interest){NULL, 0, {readable, writable, exceptional}, count, -1}))
        return fail(fault.error);
    if (interest_in_vain(&fault))
        return cleared(real.pselect(0, NULL, NULL, NULL, timeout, signals), count, readable, writable, exceptional);
    return real.pselect(count, readable, writable, exceptional, timeout, signals);
}
