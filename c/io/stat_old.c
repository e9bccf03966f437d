/* The names under which programs built against glibc before 2.33 call the stat family. */
#include "entry.h"

static int xstat_as(struct call call, int version, const char *path, void *result)
{
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return NEXT(__xstat, call)(version, path, result);
}

EXPORT int __xstat(int version, const char *path, struct stat *result)
{
    return xstat_as(CALL(__xstat), version, path, result);
}

EXPORT int __xstat64(int version, const char *path, stat64_result *result)
{
    return xstat_as(CALL(__xstat64), version, path, result);
}

EXPORT int __lxstat(int version, const char *path, struct stat *result)
{
    return xstat_as(CALL(__lxstat), version, path, result);
}

EXPORT int __lxstat64(int version, const char *path, stat64_result *result)
{
    return xstat_as(CALL(__lxstat64), version, path, result);
}

static int fxstat_as(struct call call, int version, int fd, void *result)
{
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(__fxstat, call)(version, fd, result);
}

EXPORT int __fxstat(int version, int fd, struct stat *result)
{
    return fxstat_as(CALL(__fxstat), version, fd, result);
}

EXPORT int __fxstat64(int version, int fd, stat64_result *result)
{
    return fxstat_as(CALL(__fxstat64), version, fd, result);
}

static int fxstatat_as(struct call call, int version, int directory, const char *path, void *result, int flags)
{
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return NEXT(__fxstatat, call)(version, directory, path, result, flags);
}

EXPORT int __fxstatat(int version, int directory, const char *path, struct stat *result, int flags)
{
    return fxstatat_as(CALL(__fxstatat), version, directory, path, result, flags);
}

EXPORT int __fxstatat64(int version, int directory, const char *path, stat64_result *result, int flags)
{
    return fxstatat_as(CALL(__fxstatat64), version, directory, path, result, flags);
}
