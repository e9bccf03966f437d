/* Calls that wait. To wait in vain is to wait for nothing, as long as the caller said: so signals, the signal mask and
 * cancellation are those of the libc's own waiting. A word that a name does not take is zero, and is ignored. */
#include "../core/bytes.h"
#include "entry.h"
#include "interest.h"

typedef int next_poll(struct pollfd *, nfds_t, long, long, long);

/* Whether nothing came: the caller's events are those of nothing. */
static int none(int result, struct pollfd *polled, nfds_t count)
{
    for (nfds_t i = 0; result == 0 && i < count; i++)
        polled[i].revents = 0;
    return result;
}

static COLD int poll_slow(struct pollfd *polled, nfds_t count, long third, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    const long *time = call.symbol == SYMBOL_poll || call.symbol == SYMBOL___poll_chk ? NULL : (const void *)third;
    int error = interest_fault(call, &(struct interest){polled, count, NULL, 0, -1, 0, time});
    if (error > 0)
        return fail(error);
    if (error == INTEREST_IN_VAIN)
        return none(NEXT(next_poll, call)(NULL, 0, third, fourth, fifth), polled, count);
    return NEXT(next_poll, call)(polled, count, third, fourth, fifth);
}

static TAIL_BODY int poll_as(struct pollfd *polled, nfds_t count, long third, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(OPERATION_poll))
        return NEXT(next_poll, call)(polled, count, third, fourth, fifth);
    return poll_slow(polled, count, third, fourth, fifth, name);
}

ALIAS int poll(struct pollfd *polled, nfds_t count, int timeout)
{
    return poll_as(polled, count, timeout, 0, 0, NAME(poll));
}

ALIAS int __poll_chk(struct pollfd *polled, nfds_t count, int timeout, size_t size)
{
    return poll_as(polled, count, timeout, (long)size, 0, NAME(__poll_chk));
}

ALIAS int ppoll(struct pollfd *polled, nfds_t count, const struct timespec *timeout, const sigset_t *signals)
{
    return poll_as(polled, count, (long)timeout, (long)signals, 0, NAME(ppoll));
}

ALIAS int __ppoll_chk(struct pollfd *polled, nfds_t count, const struct timespec *timeout, const sigset_t *signals,
                      size_t size)
{
    return poll_as(polled, count, (long)timeout, (long)signals, (long)size, NAME(__ppoll_chk));
}
