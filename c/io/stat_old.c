/* The names under which programs built against glibc before 2.33 call the stat family. */
#include "entry.h"

static BODY int xstat_as(int version, const char *path, void *result, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return NEXT(__xstat, call)(version, path, result);
}

ALIAS int __xstat(int version, const char *path, struct stat *result)
{
    return xstat_as(version, path, result, NAME(__xstat));
}

ALIAS int __xstat64(int version, const char *path, stat64_result *result)
{
    return xstat_as(version, path, result, NAME(__xstat64));
}

ALIAS int __lxstat(int version, const char *path, struct stat *result)
{
    return xstat_as(version, path, result, NAME(__lxstat));
}

ALIAS int __lxstat64(int version, const char *path, stat64_result *result)
{
    return xstat_as(version, path, result, NAME(__lxstat64));
}

static BODY int fxstat_as(int version, int fd, void *result, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(__fxstat, call)(version, fd, result);
}

ALIAS int __fxstat(int version, int fd, struct stat *result)
{
    return fxstat_as(version, fd, result, NAME(__fxstat));
}

ALIAS int __fxstat64(int version, int fd, stat64_result *result)
{
    return fxstat_as(version, fd, result, NAME(__fxstat64));
}

static BODY int fxstatat_as(int version, int directory, const char *path, void *result, int flags, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return NEXT(__fxstatat, call)(version, directory, path, result, flags);
}

ALIAS int __fxstatat(int version, int directory, const char *path, struct stat *result, int flags)
{
    return fxstatat_as(version, directory, path, result, flags, NAME(__fxstatat));
}

ALIAS int __fxstatat64(int version, int directory, const char *path, stat64_result *result, int flags)
{
    return fxstatat_as(version, directory, path, result, flags, NAME(__fxstatat64));
}
