#include "pass.h"

ALIAS int stat(const char *restrict path, struct stat *restrict result)
{
    return pass_target((long)path, (long)result, 0, 0, 0, NAME(stat) | PATH(1));
}

ALIAS int stat64(const char *restrict path, stat64_result *restrict result)
{
    return pass_target((long)path, (long)result, 0, 0, 0, NAME(stat64) | PATH(1));
}

ALIAS int lstat(const char *restrict path, struct stat *restrict result)
{
    return pass_target((long)path, (long)result, 0, 0, 0, NAME(lstat) | PATH(1));
}

ALIAS int lstat64(const char *restrict path, stat64_result *restrict result)
{
    return pass_target((long)path, (long)result, 0, 0, 0, NAME(lstat64) | PATH(1));
}

ALIAS int fstat(int fd, struct stat *result)
{
    return pass_target(fd, (long)result, 0, 0, 0, NAME(fstat) | DESCRIPTOR(1));
}

ALIAS int fstat64(int fd, stat64_result *result)
{
    return pass_target(fd, (long)result, 0, 0, 0, NAME(fstat64) | DESCRIPTOR(1));
}

ALIAS int fstatat(int directory, const char *restrict path, struct stat *restrict result, int flags)
{
    return pass_target(directory, (long)path, (long)result, flags, 0, NAME(fstatat) | DESCRIPTOR(1) | PATH(2));
}

ALIAS int fstatat64(int directory, const char *restrict path, stat64_result *restrict result, int flags)
{
    return pass_target(directory, (long)path, (long)result, flags, 0, NAME(fstatat64) | DESCRIPTOR(1) | PATH(2));
}

ALIAS int statx(int directory, const char *restrict path, int flags, unsigned mask, struct statx *restrict result)
{
    return pass_target(directory, (long)path, flags, mask, (long)result, NAME(statx) | DESCRIPTOR(1) | PATH(2));
}

ALIAS int access(const char *path, int mode)
{
    return pass_target((long)path, mode, 0, 0, 0, NAME(access) | PATH(1));
}

ALIAS int faccessat(int directory, const char *path, int mode, int flags)
{
    return pass_target(directory, (long)path, mode, flags, 0, NAME(faccessat) | DESCRIPTOR(1) | PATH(2));
}
