/* The names under which programs built against glibc before 2.33 call the stat family. */
#include "pass.h"

ALIAS int __xstat(int version, const char *path, struct stat *result)
{
    return pass_target(version, (long)path, (long)result, 0, 0, NAME(__xstat) | PATH(2));
}

ALIAS int __xstat64(int version, const char *path, stat64_result *result)
{
    return pass_target(version, (long)path, (long)result, 0, 0, NAME(__xstat64) | PATH(2));
}

ALIAS int __lxstat(int version, const char *path, struct stat *result)
{
    return pass_target(version, (long)path, (long)result, 0, 0, NAME(__lxstat) | PATH(2));
}

ALIAS int __lxstat64(int version, const char *path, stat64_result *result)
{
    return pass_target(version, (long)path, (long)result, 0, 0, NAME(__lxstat64) | PATH(2));
}

ALIAS int __fxstat(int version, int fd, struct stat *result)
{
    return pass_target(version, fd, (long)result, 0, 0, NAME(__fxstat) | DESCRIPTOR(2));
}

ALIAS int __fxstat64(int version, int fd, stat64_result *result)
{
    return pass_target(version, fd, (long)result, 0, 0, NAME(__fxstat64) | DESCRIPTOR(2));
}

ALIAS int __fxstatat(int version, int directory, const char *path, struct stat *result, int flags)
{
    return pass_target(version, directory, (long)path, (long)result, flags, NAME(__fxstatat) | DESCRIPTOR(2) | PATH(3));
}

ALIAS int __fxstatat64(int version, int directory, const char *path, stat64_result *result, int flags)
{
    return pass_target(version, directory, (long)path, (long)result, flags,
                       NAME(__fxstatat64) | DESCRIPTOR(2) | PATH(3));
}
