/* The names under which programs built against glibc before 2.33 call the stat family. They share a body, which has
 * what each takes as words in the registers in which it came; the libc ignores one that a name does not take. */
#include "entry.h"

static BODY int stat_as(long version, long second, long third, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    int error;
    switch (call.symbol) {
    case SYMBOL___fxstat:
    case SYMBOL___fxstat64:
        error = io_error(call, (int)second);
        break;
    case SYMBOL___fxstatat:
    case SYMBOL___fxstatat64:
        error = io_error_at(call, (int)second, (const char *)third);
        break;
    default:
        error = io_error_at(call, AT_FDCWD, (const char *)second);
    }
    if (error)
        return fail(error);
    return NEXT(int(long, long, long, long, long), call)(version, second, third, fourth, fifth);
}

ALIAS int __xstat(int version, const char *path, struct stat *result)
{
    return stat_as(version, (long)path, (long)result, 0, 0, NAME(__xstat));
}

ALIAS int __xstat64(int version, const char *path, stat64_result *result)
{
    return stat_as(version, (long)path, (long)result, 0, 0, NAME(__xstat64));
}

ALIAS int __lxstat(int version, const char *path, struct stat *result)
{
    return stat_as(version, (long)path, (long)result, 0, 0, NAME(__lxstat));
}

ALIAS int __lxstat64(int version, const char *path, stat64_result *result)
{
    return stat_as(version, (long)path, (long)result, 0, 0, NAME(__lxstat64));
}

ALIAS int __fxstat(int version, int fd, struct stat *result)
{
    return stat_as(version, fd, (long)result, 0, 0, NAME(__fxstat));
}

ALIAS int __fxstat64(int version, int fd, stat64_result *result)
{
    return stat_as(version, fd, (long)result, 0, 0, NAME(__fxstat64));
}

ALIAS int __fxstatat(int version, int directory, const char *path, struct stat *result, int flags)
{
    return stat_as(version, directory, (long)path, (long)result, flags, NAME(__fxstatat));
}

ALIAS int __fxstatat64(int version, int directory, const char *path, stat64_result *result, int flags)
{
    return stat_as(version, directory, (long)path, (long)result, flags, NAME(__fxstatat64));
}
