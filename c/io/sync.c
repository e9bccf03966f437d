#include "pass.h"

ALIAS int fsync(int fd)
{
    return pass_target(fd, 0, 0, 0, 0, NAME(fsync) | DESCRIPTOR(1));
}

ALIAS int fdatasync(int fd)
{
    return pass_target(fd, 0, 0, 0, 0, NAME(fdatasync) | DESCRIPTOR(1));
}

ALIAS int syncfs(int fd)
{
    return pass_target(fd, 0, 0, 0, 0, NAME(syncfs) | DESCRIPTOR(1));
}

ALIAS int sync_file_range(int fd, off_t offset, off_t length, unsigned flags)
{
    return pass_target(fd, offset, length, flags, 0, NAME(sync_file_range) | DESCRIPTOR(1));
}

ALIAS int msync(void *address, size_t length, int flags)
{
    return pass_target((long)address, (long)length, flags, 0, 0, NAME(msync));
}
