#include "pass.h"

ALIAS int stat(const char *restrict path, struct stat *restrict result)
{
    return pass_path(path, (long)result, NAME(stat));
}

ALIAS int stat64(const char *restrict path, stat64_result *restrict result)
{
    return pass_path(path, (long)result, NAME(stat64));
}

ALIAS int lstat(const char *restrict path, struct stat *restrict result)
{
    return pass_path(path, (long)result, NAME(lstat));
}

ALIAS int lstat64(const char *restrict path, stat64_result *restrict result)
{
    return pass_path(path, (long)result, NAME(lstat64));
}

ALIAS int fstat(int fd, struct stat *result)
{
    return pass_descriptor(fd, (long)result, 0, 0, NAME(fstat));
}

ALIAS int fstat64(int fd, stat64_result *result)
{
    return pass_descriptor(fd, (long)result, 0, 0, NAME(fstat64));
}

ALIAS int fstatat(int directory, const char *restrict path, struct stat *restrict result, int flags)
{
    return pass_at(directory, path, (long)result, flags, 0, NAME(fstatat));
}

ALIAS int fstatat64(int directory, const char *restrict path, stat64_result *restrict result, int flags)
{
    return pass_at(directory, path, (long)result, flags, 0, NAME(fstatat64));
}

ALIAS int statx(int directory, const char *restrict path, int flags, unsigned mask, struct statx *restrict result)
{
    return pass_at(directory, path, flags, mask, (long)result, NAME(statx));
}

ALIAS int access(const char *path, int mode)
{
    return pass_path(path, mode, NAME(access));
}

ALIAS int faccessat(int directory, const char *path, int mode, int flags)
{
    return pass_at(directory, path, mode, flags, 0, NAME(faccessat));
}
