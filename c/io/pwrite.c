#include "entry.h"
#include "quota.h"

static COLD ssize_t pwrite_slow(int fd, const void *buffer, size_t length, off_t offset, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_seen(&fault, call, fd) || quota_admit(&fault, fd, offset, &length))
        return fail(fault.error);
    return stored(&fault, fd, NEXT(pwrite, call)(fd, buffer, shortened(&fault, length), offset));
}

static BODY ssize_t pwrite_as(int fd, const void *buffer, size_t length, off_t offset, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(pwrite, call)(fd, buffer, length, offset);
    return pwrite_slow(fd, buffer, length, offset, name);
}

ALIAS ssize_t pwrite(int fd, const void *buffer, size_t length, off_t offset)
{
    return pwrite_as(fd, buffer, length, offset, NAME(pwrite));
}

ALIAS ssize_t pwrite64(int fd, const void *buffer, size_t length, off_t offset)
{
    return pwrite_as(fd, buffer, length, offset, NAME(pwrite64));
}

static BODY ssize_t pwritev_as(int fd, const struct iovec *vector, int count, off_t offset, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault(&fault, call, fd) || quota_admit_vector(&fault, fd, offset, &vector, &count, part))
        return fail(fault.error);
    shortened_vector(&fault, &vector, &count, part);
    return stored(&fault, fd, NEXT(pwritev, call)(fd, vector, count, offset));
}

ALIAS ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset)
{
    return pwritev_as(fd, vector, count, offset, NAME(pwritev));
}

ALIAS ssize_t pwritev64(int fd, const struct iovec *vector, int count, off_t offset)
{
    return pwritev_as(fd, vector, count, offset, NAME(pwritev64));
}

static BODY ssize_t pwritev2_as(int fd, const struct iovec *vector, int count, off_t offset, int flags, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault(&fault, call, fd) || quota_admit_vector(&fault, fd, offset, &vector, &count, part))
        return fail(fault.error);
    shortened_vector(&fault, &vector, &count, part);
    return stored(&fault, fd, NEXT(pwritev2, call)(fd, vector, count, offset, flags));
}

ALIAS ssize_t pwritev2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return pwritev2_as(fd, vector, count, offset, flags, NAME(pwritev2));
}

ALIAS ssize_t pwritev64v2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return pwritev2_as(fd, vector, count, offset, flags, NAME(pwritev64v2));
}
