#include "entry.h"

static COLD ssize_t read_slow(int fd, void *buffer, size_t length)
{
    struct call call = CALL(read);
    struct fault fault;
    if (io_fault_seen(&fault, call, fd))
        return fail(fault.error);
    return received(&fault, buffer, real.read(fd, buffer, shortened(&fault, length)));
}

EXPORT ssize_t read(int fd, void *buffer, size_t length)
{
    if (library_idle(OPERATION_read))
        return real.read(fd, buffer, length);
    return read_slow(fd, buffer, length);
}

EXPORT ssize_t __read_chk(int fd, void *buffer, size_t length, size_t room)
{
    struct fault fault;
    if (io_fault(&fault, CALL(__read_chk), fd))
        return fail(fault.error);
    return received(&fault, buffer, real.__read_chk(fd, buffer, shortened(&fault, length), room));
}

EXPORT ssize_t readv(int fd, const struct iovec *vector, int count)
{
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault(&fault, CALL(readv), fd))
        return fail(fault.error);
    shortened_vector(&fault, &vector, &count, part);
    return received_vector(&fault, vector, real.readv(fd, vector, count));
}
