#include "entry.h"

/* The mode is read and passed on whether or not the caller gave one: it comes in a register, and the libc looks at it
 * only when the flags say that it is there. The fortified names take none. */
static COLD int open_slow(struct call call, const char *path, int flags, mode_t mode)
{
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return opened(NEXT(open, call)(path, flags, mode));
}

static int open_as(struct call call, const char *path, int flags, mode_t mode)
{
    if (library_idle(call.operation))
        return NEXT(open, call)(path, flags, mode);
    return open_slow(call, path, flags, mode);
}

static COLD int openat_slow(struct call call, int directory, const char *path, int flags, mode_t mode)
{
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return opened(NEXT(openat, call)(directory, path, flags, mode));
}

static int openat_as(struct call call, int directory, const char *path, int flags, mode_t mode)
{
    if (library_idle(call.operation))
        return NEXT(openat, call)(directory, path, flags, mode);
    return openat_slow(call, directory, path, flags, mode);
}

EXPORT int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return open_as(CALL(open), path, flags, mode);
}

EXPORT int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return open_as(CALL(open64), path, flags, mode);
}

EXPORT int openat(int directory, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return openat_as(CALL(openat), directory, path, flags, mode);
}

EXPORT int openat64(int directory, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = va_arg(arguments, mode_t);
    va_end(arguments);
    return openat_as(CALL(openat64), directory, path, flags, mode);
}

EXPORT int __open_2(const char *path, int flags)
{
    return open_as(CALL(__open_2), path, flags, 0);
}

EXPORT int __open64_2(const char *path, int flags)
{
    return open_as(CALL(__open64_2), path, flags, 0);
}

EXPORT int __openat_2(int directory, const char *path, int flags)
{
    return openat_as(CALL(__openat_2), directory, path, flags, 0);
}

EXPORT int __openat64_2(int directory, const char *path, int flags)
{
    return openat_as(CALL(__openat64_2), directory, path, flags, 0);
}

static int creat_as(struct call call, const char *path, mode_t mode)
{
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return opened(NEXT(creat, call)(path, mode));
}

EXPORT int creat(const char *path, mode_t mode)
{
    return creat_as(CALL(creat), path, mode);
}

EXPORT int creat64(const char *path, mode_t mode)
{
    return creat_as(CALL(creat64), path, mode);
}
