/* Reads into several buffers. A word that a name does not take is zero, and the libc ignores it. */
#include "entry.h"

static COLD ssize_t readv_slow(int fd, const struct iovec *vector, int count, off_t offset, int flags, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault_seen(&fault, call, fd))
        return fail(fault.error);
    shortened_vector(&fault, fd, fd, call.operation == OPERATION_pread ? offset : -1, &vector, &count, part);
    return received_vector(&fault, vector, NEXT(preadv2, call)(fd, vector, count, offset, flags));
}

static NOTHROW COLD ssize_t readv_as(int fd, const struct iovec *vector, int count, off_t offset, int flags,
                                     unsigned name)
{
    struct call call = CALLED(name);
    if (io_passes(call, fd))
        return NEXT(preadv2, call)(fd, vector, count, offset, flags);
    return readv_slow(fd, vector, count, offset, flags, name);
}

ALIAS ssize_t readv(int fd, const struct iovec *vector, int count)
{
    return readv_as(fd, vector, count, 0, 0, NAME(readv));
}

ALIAS ssize_t preadv(int fd, const struct iovec *vector, int count, off_t offset)
{
    return readv_as(fd, vector, count, offset, 0, NAME(preadv));
}

ALIAS ssize_t preadv64(int fd, const struct iovec *vector, int count, off_t offset)
{
    return readv_as(fd, vector, count, offset, 0, NAME(preadv64));
}

ALIAS ssize_t preadv2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return readv_as(fd, vector, count, offset, flags, NAME(preadv2));
}

ALIAS ssize_t preadv64v2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return readv_as(fd, vector, count, offset, flags, NAME(preadv64v2));
}
