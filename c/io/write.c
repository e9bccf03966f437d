#include "entry.h"

EXPORT ssize_t write(int fd, const void *buffer, size_t length)
{
    struct fault fault;
    if (io_fault(&fault, CALL(write), fd))
        return fail(fault.error);
    return real.write(fd, buffer, torn(&fault, fd, length));
}

EXPORT ssize_t writev(int fd, const struct iovec *vector, int count)
{
    struct iovec part[TORN_PARTS];
    struct fault fault;
    if (io_fault(&fault, CALL(writev), fd))
        return fail(fault.error);
    torn_vector(&fault, fd, &vector, &count, part);
    return real.writev(fd, vector, count);
}
