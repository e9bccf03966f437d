#include "pass.h"

ALIAS int mkdir(const char *path, mode_t mode)
{
    return pass_path(path, mode, NAME(mkdir));
}

ALIAS int mkdirat(int directory, const char *path, mode_t mode)
{
    return pass_at(directory, path, mode, 0, 0, NAME(mkdirat));
}
