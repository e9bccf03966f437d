/* Reads into one buffer. A word that a name does not take is zero, and the libc ignores it. */
#include "pass.h"

typedef ssize_t next_read(int, void *, size_t, long, long);

long read_seen(long descriptor, long address, long size, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    int fd = (int)descriptor;
    void *buffer = (void *)address;
    if (io_fault_seen(&fault, call, fd))
        return fail(fault.error);
    size_t length = shortened(&fault, (size_t)size);
    return received(&fault, buffer, NEXT(next_read, call)(fd, buffer, length, fourth, fifth));
}

ALIAS ssize_t read(int fd, void *buffer, size_t length)
{
    return pass_words(fd, (long)buffer, (long)length, 0, 0, NAME(read));
}

ALIAS ssize_t pread(int fd, void *buffer, size_t length, off_t offset)
{
    return pass_words(fd, (long)buffer, (long)length, offset, 0, NAME(pread));
}

ALIAS ssize_t pread64(int fd, void *buffer, size_t length, off_t offset)
{
    return pass_words(fd, (long)buffer, (long)length, offset, 0, NAME(pread64));
}

ALIAS ssize_t __read_chk(int fd, void *buffer, size_t length, size_t room)
{
    return pass_words(fd, (long)buffer, (long)length, (long)room, 0, NAME(__read_chk));
}

ALIAS ssize_t __pread_chk(int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    return pass_words(fd, (long)buffer, (long)length, offset, (long)room, NAME(__pread_chk));
}

ALIAS ssize_t __pread64_chk(int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    return pass_words(fd, (long)buffer, (long)length, offset, (long)room, NAME(__pread64_chk));
}
