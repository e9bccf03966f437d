#include "entry.h"

static COLD ssize_t read_slow(struct call call, int fd, void *buffer, size_t length)
{
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    return corrupt(&fault, fd, buffer, real.read(fd, buffer, length));
}

EXPORT ssize_t read(int fd, void *buffer, size_t length)
{
    struct call call = CALL(read);
    if (library_idle(call.operation))
        return real.read(fd, buffer, length);
    return read_slow(call, fd, buffer, length);
}

static COLD ssize_t __read_chk_slow(struct call call, int fd, void *buffer, size_t length, size_t room)
{
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    return corrupt(&fault, fd, buffer, real.__read_chk(fd, buffer, length, room));
}

EXPORT ssize_t __read_chk(int fd, void *buffer, size_t length, size_t room)
{
    struct call call = CALL(__read_chk);
    if (library_idle(call.operation))
        return real.__read_chk(fd, buffer, length, room);
    return __read_chk_slow(call, fd, buffer, length, room);
}

static COLD ssize_t readv_slow(struct call call, int fd, const struct iovec *vector, int count)
{
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    return corrupt_vector(&fault, fd, vector, real.readv(fd, vector, count));
}

EXPORT ssize_t readv(int fd, const struct iovec *vector, int count)
{
    struct call call = CALL(readv);
    if (library_idle(call.operation))
        return real.readv(fd, vector, count);
    return readv_slow(call, fd, vector, count);
}
