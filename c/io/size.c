#include "entry.h"

static BODY int truncate_as(const char *path, off_t length, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return NEXT(truncate, call)(path, length);
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
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(ftruncate, call)(fd, length);
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
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(fallocate, call)(fd, mode, offset, length);
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
    int error = io_error(call, fd);
    if (error)
        return error;
    return NEXT(posix_fallocate, call)(fd, offset, length);
}

ALIAS int posix_fallocate(int fd, off_t offset, off_t length)
{
    return posix_fallocate_as(fd, offset, length, NAME(posix_fallocate));
}

ALIAS int posix_fallocate64(int fd, off_t offset, off_t length)
{
    return posix_fallocate_as(fd, offset, length, NAME(posix_fallocate64));
}
