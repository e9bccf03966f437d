/* Moves one buffer, either way, where some rule may be about that. */
#include "entry.h"

static int flags_of(const struct call *call, long fourth, long fifth)
{
    if (net_shared(call))
        return 0;
    return (int)(call->symbol == SYMBOL___recv_chk ? fifth : fourth);
}

static COLD ssize_t transfer_struck(int fd, void *buffer, size_t length, long fourth, long fifth, struct call call)
{
    struct fault fault;
    int flags = flags_of(&call, fourth, fifth);
    call.never = net_never(flags);
    if (net_fault_seen(&fault, call, fd))
        return fail(fault.error);
    if (!fault.damages)
        return UNTOUCHED;
    ssize_t result = damage_bytes(&fault, fd, flags, NULL, buffer, &length);
    if (result != UNTOUCHED)
        return result;
    return arrived(&fault, buffer, length, NEXT(next_transfer, call)(fd, buffer, length, fourth, fifth));
}

ssize_t transfer_slow(int fd, void *buffer, size_t length, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    bool foreign = net_shared(&call) && net_foreign(call.operation, fd);
    ssize_t result = foreign ? UNTOUCHED : transfer_struck(fd, buffer, length, fourth, fifth, call);
    return result == UNTOUCHED ? NEXT(next_transfer, call)(fd, buffer, length, fourth, fifth) : result;
}
