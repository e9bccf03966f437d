#include "entry.h"

static BODY int stat_as(const char *restrict path, void *restrict result, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return NEXT(stat, call)(path, result);
}

ALIAS int stat(const char *restrict path, struct stat *restrict result)
{
    return stat_as(path, result, NAME(stat));
}

ALIAS int stat64(const char *restrict path, stat64_result *restrict result)
{
    return stat_as(path, result, NAME(stat64));
}

ALIAS int lstat(const char *restrict path, struct stat *restrict result)
{
    return stat_as(path, result, NAME(lstat));
}

ALIAS int lstat64(const char *restrict path, stat64_result *restrict result)
{
    return stat_as(path, result, NAME(lstat64));
}

static BODY int fstat_as(int fd, void *result, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(fstat, call)(fd, result);
}

ALIAS int fstat(int fd, struct stat *result)
{
    return fstat_as(fd, result, NAME(fstat));
}

ALIAS int fstat64(int fd, stat64_result *result)
{
    return fstat_as(fd, result, NAME(fstat64));
}

static BODY int fstatat_as(int directory, const char *restrict path, void *restrict result, int flags, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return NEXT(fstatat, call)(directory, path, result, flags);
}

ALIAS int fstatat(int directory, const char *restrict path, struct stat *restrict result, int flags)
{
    return fstatat_as(directory, path, result, flags, NAME(fstatat));
}

ALIAS int fstatat64(int directory, const char *restrict path, stat64_result *restrict result, int flags)
{
    return fstatat_as(directory, path, result, flags, NAME(fstatat64));
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
