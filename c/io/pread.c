#include "entry.h"

static COLD ssize_t pread_slow(int fd, void *buffer, size_t length, off_t offset, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_seen(&fault, call, fd))
        return fail(fault.error);
    return received(&fault, buffer, NEXT(pread, call)(fd, buffer, shortened(&fault, length), offset));
}

static BODY ssize_t pread_as(int fd, void *buffer, size_t length, off_t offset, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(pread, call)(fd, buffer, length, offset);
    return pread_slow(fd, buffer, length, offset, name);
}

ALIAS ssize_t pread(int fd, void *buffer, size_t length, off_t offset)
{
    return pread_as(fd, buffer, length, offset, NAME(pread));
}

ALIAS ssize_t pread64(int fd, void *buffer, size_t length, off_t offset)
{
    return pread_as(fd, buffer, length, offset, NAME(pread64));
}

static BODY ssize_t pread_chk_as(int fd, void *buffer, size_t length, off_t offset, size_t room, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    return received(&fault, buffer, NEXT(__pread_chk, call)(fd, buffer, shortened(&fault, length), offset, room));
}

ALIAS ssize_t __pread_chk(int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    return pread_chk_as(fd, buffer, length, offset, room, NAME(__pread_chk));
}

ALIAS ssize_t __pread64_chk(int fd, void *buffer, size_t length, off_t offset, size_t room)
{
    return pread_chk_as(fd, buffer, length, offset, room, NAME(__pread64_chk));
}

static BODY ssize_t preadv_as(int fd, const struct iovec *vector, int count, off_t offset, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    shortened_vector(&fault, &vector, &count, part);
    return received_vector(&fault, vector, NEXT(preadv, call)(fd, vector, count, offset));
}

ALIAS ssize_t preadv(int fd, const struct iovec *vector, int count, off_t offset)
{
    return preadv_as(fd, vector, count, offset, NAME(preadv));
}

ALIAS ssize_t preadv64(int fd, const struct iovec *vector, int count, off_t offset)
{
    return preadv_as(fd, vector, count, offset, NAME(preadv64));
}

static BODY ssize_t preadv2_as(int fd, const struct iovec *vector, int count, off_t offset, int flags, unsigned name)
{
    struct call call = CALLED(name);
    struct iovec part[DAMAGE_PARTS];
    struct fault fault;
    if (io_fault(&fault, call, fd))
        return fail(fault.error);
    shortened_vector(&fault, &vector, &count, part);
    return received_vector(&fault, vector, NEXT(preadv2, call)(fd, vector, count, offset, flags));
}

ALIAS ssize_t preadv2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return preadv2_as(fd, vector, count, offset, flags, NAME(preadv2));
}

ALIAS ssize_t preadv64v2(int fd, const struct iovec *vector, int count, off_t offset, int flags)
{
    return preadv2_as(fd, vector, count, offset, flags, NAME(preadv64v2));
}
