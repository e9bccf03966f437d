/* Vectors are one stream of bytes. */
#include "pass.h"

ssize_t vector_seen(int fd, long parts, long number, long none, long nothing, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    const struct iovec *vector = (const struct iovec *)parts;
    int count = (int)number;
    (void)none, (void)nothing;
    if (net_fault_seen(&fault, call, fd))
        return fail(fault.error);
    if (call.operation == OPERATION_send && vanished_vector(&fault, vector, (size_t)count))
        return damage_total(vector, (size_t)count);
    if (call.operation == OPERATION_recv && !discarded(&fault, fd, 0))
        return -1;
    shortened_vector(&fault, &vector, &count, part);
    ssize_t length = NEXT(readv, call)(fd, vector, count);
    return call.operation == OPERATION_send ? sent(&fault, length)
                                            : arrived_vector(&fault, vector, (size_t)count, length);
}

ALIAS ssize_t readv(int fd, const struct iovec *vector, int count)
{
    return pass_words(fd, (long)vector, count, 0, 0, NAME(readv));
}

ALIAS ssize_t writev(int fd, const struct iovec *vector, int count)
{
    return pass_words(fd, (long)vector, count, 0, 0, NAME(writev));
}
