#include "entry.h"

static COLD ssize_t pwrite_slow(struct call call, int fd, const void *buffer, size_t length, off_t offset)
{
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    return NEXT(pwrite, call)(fd, buffer, shortened(&fault, length), offset);
}

static ssize_t pwrite_as(struct call call, int fd, const void *buffer, size_t length, off_t offset)
{
    if (library_idle(call.operation))
        return NEXT(pwrite, call)(fd, buffer, length, offset);
    return pwrite_slow(call, fd, buffer, length, offset);
}

EXPORT ssize_t pwrite(int fd, const void *buffer, size_t length, off_t offset)
{
    return pwrite_as(CALL(pwrite), fd, buffer, length, offset);
}

EXPORT ssize_t pwrite64(int fd, const void *buffer, size_t length, off_t offset)
{
    return pwrite_as(CALL(pwrite64), fd, buffer, length, offset);
}

static ssize_t pwritev_as(struct call call, int fd, const struct iovec *vector, int count, off_t offset)
{
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    shortened_vector(&fault, &vector, &count, part);
    return NEXT(pwritev, call)(fd, vector, count, offset);
}

EXPORT ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset)
{
    return pwritev_as(CALL(pwritev), fd, vector, count, offset);
}

EXPORT ssize_t pwritev64(int fd, const struct iovec *vector, int count, off_t offset)
{
    return pwritev_as(CALL(pwritev64), fd, vector, count, offset);
}

static ssize_t pwritev2_as(struct call call, int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    shortened_vector(&fault, &vector, &count, part);
    return NEXT(pwritev2, call)(fd, vector, count, offset, flags);
}

EXPORT ssize_t pwritev2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return pwritev2_as(CALL(pwritev2), fd, vector, count, offset, flags);
}

EXPORT ssize_t pwritev64v2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return pwritev2_as(CALL(pwritev64v2), fd, vector, count, offset, flags);
}
