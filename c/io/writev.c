/* Writes from several buffers. A name that takes no offset ignores the one that stands for none, or no flags. */
#include "entry.h"
#include "quota.h"

static COLD ssize_t writev_slow(int fd, const struct iovec *vector, int count, off_t offset, int flags, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault_seen(&fault, call, fd) || quota_admit_vector(&fault, fd, offset, &vector, &count, part))
        return fail(fault.error);
    shortened_vector(&fault, fd, -1, 0, &vector, &count, part);
    return stored(&fault, fd, NEXT(pwritev2, call)(fd, vector, count, offset, flags));
}

static NOTHROW COLD ssize_t writev_as(int fd, const struct iovec *vector, int count, off_t offset, int flags,
                                      unsigned name)
{
    struct call call = CALLED(name);
    if (io_passes(call, fd))
        return NEXT(pwritev2, call)(fd, vector, count, offset, flags);
    return writev_slow(fd, vector, count, offset, flags, name);
}

ALIAS ssize_t writev(int fd, const struct iovec *vector, int count)
{
    return writev_as(fd, vector, count, -1, 0, NAME(writev));
}

ALIAS ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset)
{
    return writev_as(fd, vector, count, offset, 0, NAME(pwritev));
}

ALIAS ssize_t pwritev64(int fd, const struct iovec *vector, int count, off_t offset)
{
    return writev_as(fd, vector, count, offset, 0, NAME(pwritev64));
}

ALIAS ssize_t pwritev2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return writev_as(fd, vector, count, offset, flags, NAME(pwritev2));
}

ALIAS ssize_t pwritev64v2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return writev_as(fd, vector, count, offset, flags, NAME(pwritev64v2));
}
