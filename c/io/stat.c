#include "entry.h"

static int stat_as(struct call call, const char *restrict path, void *restrict result)
{
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return NEXT(stat, call)(path, result);
}

EXPORT int stat(const char *restrict path, struct stat *restrict result)
{
    return stat_as(CALL(stat), path, result);
}

EXPORT int stat64(const char *restrict path, stat64_result *restrict result)
{
    return stat_as(CALL(stat64), path, result);
}

EXPORT int lstat(const char *restrict path, struct stat *restrict result)
{
    return stat_as(CALL(lstat), path, result);
}

EXPORT int lstat64(const char *restrict path, stat64_result *restrict result)
{
    return stat_as(CALL(lstat64), path, result);
}

static int fstat_as(struct call call, int fd, void *result)
{
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(fstat, call)(fd, result);
}

EXPORT int fstat(int fd, struct stat *result)
{
    return fstat_as(CALL(fstat), fd, result);
}

EXPORT int fstat64(int fd, stat64_result *result)
{
    return fstat_as(CALL(fstat64), fd, result);
}

static int fstatat_as(struct call call, int directory, const char *restrict path, void *restrict result, int flags)
{
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return NEXT(fstatat, call)(directory, path, result, flags);
}

EXPORT int fstatat(int directory, const char *restrict path, struct stat *restrict result, int flags)
{
    return fstatat_as(CALL(fstatat), directory, path, result, flags);
}

EXPORT int fstatat64(int directory, const char *restrict path, stat64_result *restrict result, int flags)
{
    return fstatat_as(CALL(fstatat64), directory, path, result, flags);
}

EXPORT int statx(int directory, const char *restrict path, int flags, unsigned mask, struct statx *restrict result)
{
    int error = io_error_at(CALL(statx), directory, path);
    if (error)
        return fail(error);
    return real.statx(directory, path, flags, mask, result);
}

EXPORT int access(const char *path, int mode)
{
    int error = io_error_at(CALL(access), AT_FDCWD, path);
    if (error)
        return fail(error);
    return real.access(path, mode);
}

EXPORT int faccessat(int directory, const char *path, int mode, int flags)
{
    int error = io_error_at(CALL(faccessat), directory, path);
    if (error)
        return fail(error);
    return real.faccessat(directory, path, mode, flags);
}
