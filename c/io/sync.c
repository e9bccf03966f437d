#include "entry.h"

static BODY int sync_as(int fd, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(fsync, call)(fd);
}

ALIAS int fsync(int fd)
{
    return sync_as(fd, NAME(fsync));
}

ALIAS int fdatasync(int fd)
{
    return sync_as(fd, NAME(fdatasync));
}

ALIAS int syncfs(int fd)
{
    return sync_as(fd, NAME(syncfs));
}

EXPORT int sync_file_range(int fd, off_t offset, off_t length, unsigned flags)
{
    int error = io_error(CALL(sync_file_range), fd);
    if (error)
        return fail(error);
    return real.sync_file_range(fd, offset, length, flags);
}

EXPORT int msync(void *address, size_t length, int flags)
{
    int error = io_error_mapping(CALL(msync), address);
    if (error)
        return fail(error);
    return real.msync(address, length, flags);
}
