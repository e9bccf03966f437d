#include "entry.h"
#include "quota.h"

static COLD ssize_t write_slow(int fd, const void *buffer, size_t length)
{
    struct call call = CALL(write);
    struct fault fault;
    if (io_fault_seen(&fault, call, fd) || quota_admit(&fault, fd, -1, &length))
        return fail(fault.error);
    return stored(&fault, fd, real.write(fd, buffer, shortened(&fault, length)));
}

EXPORT ssize_t write(int fd, const void *buffer, size_t length)
{
    if (library_idle(OPERATION_write))
        return real.write(fd, buffer, length);
    return write_slow(fd, buffer, length);
}

EXPORT ssize_t writev(int fd, const struct iovec *vector, int count)
{
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault(&fault, CALL(writev), fd) || quota_admit_vector(&fault, fd, -1, &vector, &count, part))
        return fail(fault.error);
    shortened_vector(&fault, &vector, &count, part);
    return stored(&fault, fd, real.writev(fd, vector, count));
}
