#include "entry.h"

static COLD ssize_t pread_slow(struct call call, int fd, void *buffer, size_t length, off_t offset)
{
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    return received(&fault, buffer, NEXT(pread, call)(fd, buffer, length, offset));
}

static ssize_t pread_as(struct call call, int fd, void *buffer, size_t length, off_t offset)
{
    if (library_idle(call.operation))
        return NEXT(pread, call)(fd, buffer, length, offset);
    return pread_slow(call, fd, buffer, length, offset);
}

EXPORT ssize_t pread(int fd, void *buffer, size_t length, off_t offset)
{
    return pread_as(CALL(pread), fd, buffer, length, offset);
}

EXPORT ssize_t pread64(int fd, void *buffer, size_t length, off_t offset)
{
    return pread_as(CALL(pread64), fd, buffer, length, offset);
}

static ssize_t pread_chk_as(struct call call, int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    return received(&fault, buffer, NEXT(__pread_chk, call)(fd, buffer, length, offset, room));
}

EXPORT ssize_t __pread_chk(int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    return pread_chk_as(CALL(__pread_chk), fd, buffer, length, offset, room);
}

EXPORT ssize_t __pread64_chk(int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    return pread_chk_as(CALL(__pread64_chk), fd, buffer, length, offset, room);
}

static ssize_t preadv_as(struct call call, int fd, const struct iovec *vector, int count, off_t offset)
{
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    return received_vector(&fault, vector, NEXT(preadv, call)(fd, vector, count, offset));
}

EXPORT ssize_t preadv(int fd, const struct iovec *vector, int count, off_t offset)
{
    return preadv_as(CALL(preadv), fd, vector, count, offset);
}

EXPORT ssize_t preadv64(int fd, const struct iovec *vector, int count, off_t offset)
{
    return preadv_as(CALL(preadv64), fd, vector, count, offset);
}

static ssize_t preadv2_as(struct call call, int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    return received_vector(&fault, vector, NEXT(preadv2, call)(fd, vector, count, offset, flags));
}

EXPORT ssize_t preadv2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return preadv2_as(CALL(preadv2), fd, vector, count, offset, flags);
}

EXPORT ssize_t preadv64v2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return preadv2_as(CALL(preadv64v2), fd, vector, count, offset, flags);
}
