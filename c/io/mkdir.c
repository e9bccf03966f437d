#include "entry.h"

EXPORT int mkdir(const char *path, mode_t mode)
{
    int error = io_error_at(CALL(mkdir), AT_FDCWD, path);
    if (error)
        return fail(error);
    return real.mkdir(path, mode);
}

EXPORT int mkdirat(int directory, const char *path, mode_t mode)
{
    int error = io_error_at(CALL(mkdirat), directory, path);
    if (error)
        return fail(error);
    return real.mkdirat(directory, path, mode);
}
