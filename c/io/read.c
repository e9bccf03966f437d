/* Reads into one buffer. A word that a name does not take is zero, and the libc ignores it. */
#include "entry.h"

typedef ssize_t next_read(int, void *, size_t, long, long);

static COLD ssize_t read_slow(int fd, void *buffer, size_t length, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_seen(&fault, call, fd))
        return fail(fault.error);
    length = shortened_input(&fault, fd, call.operation == OPERATION_pread ? fourth : -1, length);
    return received(&fault, buffer, NEXT(next_read, call)(fd, buffer, length, fourth, fifth));
}

static NOTHROW COLD ssize_t read_seen(int fd, void *buffer, size_t length, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    if (io_spares(call, fd))
        return NEXT(next_read, call)(fd, buffer, length, fourth, fifth);
    return read_slow(fd, buffer, length, fourth, fifth, name);
}

static TAIL_BODY ssize_t read_as(int fd, void *buffer, size_t length, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(next_read, call)(fd, buffer, length, fourth, fifth);
    return read_seen(fd, buffer, length, fourth, fifth, name);
}

ALIAS ssize_t read(int fd, void *buffer, size_t length)
{
    return read_as(fd, buffer, length, 0, 0, NAME(read));
}

ALIAS ssize_t pread(int fd, void *buffer, size_t length, off_t offset)
{
    return read_as(fd, buffer, length, offset, 0, NAME(pread));
}

ALIAS ssize_t pread64(int fd, void *buffer, size_t length, off_t offset)
{
    return read_as(fd, buffer, length, offset, 0, NAME(pread64));
}

ALIAS ssize_t __read_chk(int fd, void *buffer, size_t length, size_t room)
{
    return read_as(fd, buffer, length, (long)room, 0, NAME(__read_chk));
}

ALIAS ssize_t __pread_chk(int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    return read_as(fd, buffer, length, offset, (long)room, NAME(__pread_chk));
}

ALIAS ssize_t __pread64_chk(int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    return read_as(fd, buffer, length, offset, (long)room, NAME(__pread64_chk));
}
