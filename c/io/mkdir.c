#include "pass.h"

ALIAS int mkdir(const char *path, mode_t mode)
{
    return pass_target((long)path, mode, 0, 0, 0, NAME(mkdir) | PATH(1));
}

ALIAS int mkdirat(int directory, const char *path, mode_t mode)
{
    return pass_target(directory, (long)path, mode, 0, 0, NAME(mkdirat) | DESCRIPTOR(1) | PATH(2));
}
