/* Vectors are one stream of bytes. */
#include "entry.h"

static COLD ssize_t vector_slow(int fd, const struct iovec *vector, int count, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (net_fault_seen(&fault, call, fd))
        return fail(fault.error);
    ssize_t gone = call.operation == OPERATION_send ? vanished_vector(&fault, fd, vector, (size_t)count, NULL) : -1;
    if (gone >= 0)
        return gone;
    if (call.operation == OPERATION_recv && !discarded(&fault, fd, 0))
        return -1;
    shortened_vector(&fault, fd, call.operation == OPERATION_send ? -1 : fd, -1, &vector, &count, part);
    ssize_t length = NEXT(readv, call)(fd, vector, count);
    return call.operation == OPERATION_send ? sent(&fault, length)
                                            : arrived_vector(&fault, vector, (size_t)count, length);
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
