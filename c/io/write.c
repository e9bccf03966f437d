/* Writes from one buffer. A name that takes no offset ignores the one that stands for none. */
#include "entry.h"
#include "quota.h"

static COLD ssize_t write_slow(int fd, const void *buffer, size_t length, off_t offset, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_seen(&fault, call, fd) || quota_admit(&fault, fd, offset, &length))
        return fail(fault.error);
    return stored(&fault, fd, NEXT(pwrite, call)(fd, buffer, shortened(&fault, fd, length), offset));
}

static NOTHROW COLD ssize_t write_seen(int fd, const void *buffer, size_t length, off_t offset, unsigned name)
{
    struct call call = CALLED(name);
    if (io_spares(call, fd))
        return NEXT(pwrite, call)(fd, buffer, length, offset);
    return write_slow(fd, buffer, length, offset, name);
}

static TAIL_BODY ssize_t write_as(int fd, const void *buffer, size_t length, off_t offset, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(pwrite, call)(fd, buffer, length, offset);
    return write_seen(fd, buffer, length, offset, name);
}

ALIAS ssize_t write(int fd, const void *buffer, size_t length)
{
    return write_as(fd, buffer, length, -1, NAME(write));
}

ALIAS ssize_t pwrite(int fd, const void *buffer, size_t length, off_t offset)
{
    return write_as(fd, buffer, length, offset, NAME(pwrite));
}

ALIAS ssize_t pwrite64(int fd, const void *buffer, size_t length, off_t offset)
{
    return write_as(fd, buffer, length, offset, NAME(pwrite64));
}
