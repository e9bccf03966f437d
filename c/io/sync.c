#include "pass.h"

ALIAS int fsync(int fd)
{
    return pass_descriptor(fd, 0, 0, 0, NAME(fsync));
}

ALIAS int fdatasync(int fd)
{
    return pass_descriptor(fd, 0, 0, 0, NAME(fdatasync));
}

ALIAS int syncfs(int fd)
{
    return pass_descriptor(fd, 0, 0, 0, NAME(syncfs));
}

ALIAS int sync_file_range(int fd, off_t offset, off_t length, unsigned flags)
{
    return pass_descriptor(fd, offset, length, flags, NAME(sync_file_range));
}

EXPORT int msync(void *address, size_t length, int flags)
{
    int error = io_error_mapping(CALL(msync), address);
    if (error)
        return fail(error);
    return real.msync(address, length, flags);
}
