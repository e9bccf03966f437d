/* Reads into several buffers, and writes from them. A word that a name does not take is that of no offset and no flags,
 * and the libc ignores it. */
#include "entry.h"
#include "quota.h"

static COLD ssize_t vector_slow(int fd, const struct iovec *vector, int count, off_t offset, int flags, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    bool writes = call.operation == OPERATION_write || call.operation == OPERATION_pwrite;
    if (io_fault_seen(&fault, call, fd) || (writes && quota_admit_vector(&fault, fd, offset, &vector, &count, part)))
        return fail(fault.error);
    shortened_vector(&fault, fd, writes ? -1 : fd, offset, &vector, &count, part);
    ssize_t length = NEXT(preadv2, call)(fd, vector, count, offset, flags);
    return writes ? stored(&fault, fd, length) : received_vector(&fault, vector, length);
}

static NOTHROW COLD ssize_t vector_as(int fd, const struct iovec *vector, int count, off_t offset, int flags,
                                      unsigned name)
{
    struct call call = CALLED(name);
    if (io_passes(call, fd))
        return NEXT(preadv2, call)(fd, vector, count, offset, flags);
    return vector_slow(fd, vector, count, offset, flags, name);
}

ALIAS ssize_t readv(int fd, const struct iovec *vector, int count)
{
    return vector_as(fd, vector, count, -1, 0, NAME(readv));
}

ALIAS ssize_t preadv(int fd, const struct iovec *vector, int count, off_t offset)
{
    return vector_as(fd, vector, count, offset, 0, NAME(preadv));
}

ALIAS ssize_t preadv64(int fd, const struct iovec *vector, int count, off_t offset)
{
    return vector_as(fd, vector, count, offset, 0, NAME(preadv64));
}

ALIAS ssize_t preadv2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return vector_as(fd, vector, count, offset, flags, NAME(preadv2));
}

ALIAS ssize_t preadv64v2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return vector_as(fd, vector, count, offset, flags, NAME(preadv64v2));
}

ALIAS ssize_t writev(int fd, const struct iovec *vector, int count)
{
    return vector_as(fd, vector, count, -1, 0, NAME(writev));
}

ALIAS ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset)
{
    return vector_as(fd, vector, count, offset, 0, NAME(pwritev));
}

ALIAS ssize_t pwritev64(int fd, const struct iovec *vector, int count, off_t offset)
{
    return vector_as(fd, vector, count, offset, 0, NAME(pwritev64));
}

ALIAS ssize_t pwritev2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return vector_as(fd, vector, count, offset, flags, NAME(pwritev2));
}

ALIAS ssize_t pwritev64v2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return vector_as(fd, vector, count, offset, flags, NAME(pwritev64v2));
}
