/* Writes from one buffer. A name that takes no offset ignores the one that stands for none. */
#include "pass.h"
#include "quota.h"

long write_seen(long descriptor, long buffer, long size, long offset, long none, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    int fd = (int)descriptor;
    size_t length = (size_t)size;
    (void)none;
    if (io_fault_seen(&fault, call, fd) || quota_admit(&fault, fd, offset, &length))
        return fail(fault.error);
    length = shortened(&fault, length);
    return stored(&fault, fd, NEXT(pwrite, call)(fd, (const void *)buffer, length, offset));
}

ALIAS ssize_t write(int fd, const void *buffer, size_t length)
{
    return pass_words(fd, (long)buffer, (long)length, -1, 0, NAME(write));
}

ALIAS ssize_t pwrite(int fd, const void *buffer, size_t length, off_t offset)
{
    return pass_words(fd, (long)buffer, (long)length, offset, 0, NAME(pwrite));
}

ALIAS ssize_t pwrite64(int fd, const void *buffer, size_t length, off_t offset)
{
    return pass_words(fd, (long)buffer, (long)length, offset, 0, NAME(pwrite64));
}
