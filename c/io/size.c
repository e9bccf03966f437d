#include "entry.h"
#include "quota.h"

static int resized(int result, off_t length)
{
    quota_done(result == 0, -1, length);
    return result;
}

static int allocated(int result, int fd)
{
    quota_done(result == 0, fd, 0);
    return result;
}

static BODY int truncate_as(const char *path, off_t length, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault_at(&fault, call, AT_FDCWD, path) ||
        (fault.damages && quota_admit_path(&fault, AT_FDCWD, path, length)))
        return fail(fault.error);
    return resized(NEXT(truncate, call)(path, length), length);
}

ALIAS int truncate(const char *path, off_t length)
{
    return truncate_as(path, length, NAME(truncate));
}

ALIAS int truncate64(const char *path, off_t length)
{
    return truncate_as(path, length, NAME(truncate64));
}

static BODY int ftruncate_as(int fd, off_t length, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault(&fault, call, fd) || (fault.damages && quota_admit_length(&fault, fd, length)))
        return fail(fault.error);
    return resized(NEXT(ftruncate, call)(fd, length), length);
}

ALIAS int ftruncate(int fd, off_t length)
{
    return ftruncate_as(fd, length, NAME(ftruncate));
}

ALIAS int ftruncate64(int fd, off_t length)
{
    return ftruncate_as(fd, length, NAME(ftruncate64));
}

static BODY int fallocate_as(int fd, int mode, off_t offset, off_t length, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault(&fault, call, fd) || (fault.damages && !mode && quota_admit_length(&fault, fd, offset + length)))
        return fail(fault.error);
    return allocated(NEXT(fallocate, call)(fd, mode, offset, length), fd);
}

ALIAS int fallocate(int fd, int mode, off_t offset, off_t length)
{
    return fallocate_as(fd, mode, offset, length, NAME(fallocate));
}

ALIAS int fallocate64(int fd, int mode, off_t offset, off_t length)
{
    return fallocate_as(fd, mode, offset, length, NAME(fallocate64));
}

/* These return the number and leave errno alone. */
static BODY int posix_fallocate_as(int fd, off_t offset, off_t length, unsigned name)
{
    struct call call = CALLED(name);
    struct fault fault;
    if (io_fault(&fault, call, fd) || (fault.damages && quota_admit_length(&fault, fd, offset + length)))
        return fault.error;
    return allocated(NEXT(posix_fallocate, call)(fd, offset, length), fd);
}

ALIAS int posix_fallocate(int fd, off_t offset, off_t length)
{
    return posix_fallocate_as(fd, offset, length, NAME(posix_fallocate));
}

ALIAS int posix_fallocate64(int fd, off_t offset, off_t length)
{
    return posix_fallocate_as(fd, offset, length, NAME(posix_fallocate64));
}
