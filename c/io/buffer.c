/* Reads into one buffer, and writes from one. A word that a name does not take is one that the libc ignores: for reads
 * zero, for writes without an offset the one that stands for none. */
#include "pass.h"
#include "quota.h"

typedef ssize_t next_buffer(int, void *, size_t, long, long);

long buffer_seen(long descriptor, long address, long size, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    bool writes = call.operation == OPERATION_write || call.operation == OPERATION_pwrite;
    int fd = (int)descriptor;
    void *buffer = (void *)address;
    size_t length = (size_t)size;
    if (io_fault_seen(&fault, call, fd) || (writes && quota_admit(&fault, fd, fourth, &length)))
        return fail(fault.error);
    length = shortened(&fault, length);
    ssize_t done = NEXT(next_buffer, call)(fd, buffer, length, fourth, fifth);
    return writes ? stored(&fault, fd, done) : received(&fault, buffer, done);
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
