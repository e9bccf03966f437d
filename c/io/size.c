#include "entry.h"

static int truncate_as(struct call call, const char *path, off_t length)
{
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return NEXT(truncate, call)(path, length);
}

EXPORT int truncate(const char *path, off_t length)
{
    return truncate_as(CALL(truncate), path, length);
}

EXPORT int truncate64(const char *path, off_t length)
{
    return truncate_as(CALL(truncate64), path, length);
}

static int ftruncate_as(struct call call, int fd, off_t length)
{
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(ftruncate, call)(fd, length);
}

EXPORT int ftruncate(int fd, off_t length)
{
    return ftruncate_as(CALL(ftruncate), fd, length);
}

EXPORT int ftruncate64(int fd, off_t length)
{
    return ftruncate_as(CALL(ftruncate64), fd, length);
}

static int fallocate_as(struct call call, int fd, int mode, off_t offset, off_t length)
{
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(fallocate, call)(fd, mode, offset, length);
}

EXPORT int fallocate(int fd, int mode, off_t offset, off_t length)
{
    return fallocate_as(CALL(fallocate), fd, mode, offset, length);
}

EXPORT int fallocate64(int fd, int mode, off_t offset, off_t length)
{
    return fallocate_as(CALL(fallocate64), fd, mode, offset, length);
}

/* These return the number and leave errno alone. */
static int posix_fallocate_as(struct call call, int fd, off_t offset, off_t length)
{
    int error = io_error(call, fd);
    if (error)
        return error;
    return NEXT(posix_fallocate, call)(fd, offset, length);
}

EXPORT int posix_fallocate(int fd, off_t offset, off_t length)
{
    return posix_fallocate_as(CALL(posix_fallocate), fd, offset, length);
}

EXPORT int posix_fallocate64(int fd, off_t offset, off_t length)
{
    return posix_fallocate_as(CALL(posix_fallocate64), fd, offset, length);
}
