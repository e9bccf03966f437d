/* The names under which programs built against glibc before 2.33 call the stat family. They share a body, as those of
 * size.c do. */
#include "entry.h"

typedef int next_stat(int, long, long, long, long);

static BODY int xstat_as(int version, long second, long third, long fourth, long fifth, unsigned name)
{
    struct call call = CALLED(name);
    bool at = call.symbol >= SYMBOL___fxstatat;
    int error = at || call.symbol < SYMBOL___fxstat
                    ? io_error_at(call, at ? (int)second : AT_FDCWD, (const char *)(at ? third : second))
                    : io_error(call, (int)second);
    if (error)
        return fail(error);
    return NEXT(next_stat, call)(version, second, third, fourth, fifth);
}

ALIAS int __xstat(int version, const char *path, struct stat *result)
{
    return xstat_as(version, (long)path, (long)result, 0, 0, NAME(__xstat));
}

ALIAS int __xstat64(int version, const char *path, stat64_result *result)
{
    return xstat_as(version, (long)path, (long)result, 0, 0, NAME(__xstat64));
}

ALIAS int __lxstat(int version, const char *path, struct stat *result)
{
    return xstat_as(version, (long)path, (long)result, 0, 0, NAME(__lxstat));
}

ALIAS int __lxstat64(int version, const char *path, stat64_result *result)
{
    return xstat_as(version, (long)path, (long)result, 0, 0, NAME(__lxstat64));
}

ALIAS int __fxstat(int version, int fd, struct stat *result)
{
    return xstat_as(version, fd, (long)result, 0, 0, NAME(__fxstat));
}

ALIAS int __fxstat64(int version, int fd, stat64_result *result)
{
    return xstat_as(version, fd, (long)result, 0, 0, NAME(__fxstat64));
}

ALIAS int __fxstatat(int version, int directory, const char *path, struct stat *result, int flags)
{
    return xstat_as(version, directory, (long)path, (long)result, flags, NAME(__fxstatat));
}

ALIAS int __fxstatat64(int version, int directory, const char *path, stat64_result *result, int flags)
{
    return xstat_as(version, directory, (long)path, (long)result, flags, NAME(__fxstatat64));
}
