/* Vectors are one stream of bytes. */
#include "entry.h"

static COLD ssize_t vector_slow(int fd, const struct iovec *vector, int count, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (net_fault_seen(&fault, call, fd))
        return fail(fault.error);
    if (!fault.damages)
        return NEXT(readv, call)(fd, vector, count);
    ssize_t length = damage_parts(&fault, fd, 0, NULL, &vector, &count, part);
    if (length != UNTOUCHED)
        return length;
    return damage_vector_result(&fault, vector, (size_t)count, NEXT(readv, call)(fd, vector, count));
}

static TAIL_BODY ssize_t vector_as(int fd, const struct iovec *vector, int count, unsigned name)
{
    struct call call = CALLED(name);
    if (net_shared_passes(call.operation, fd))
        return NEXT(readv, call)(fd, vector, count);
    return vector_slow(fd, vector, count, name);
}

ALIAS ssize_t readv(int fd, const struct iovec *vector, int count)
{
    return vector_as(fd, vector, count, NAME(readv));
}

ALIAS ssize_t writev(int fd, const struct iovec *vector, int count)
{
    return vector_as(fd, vector, count, NAME(writev));
}
