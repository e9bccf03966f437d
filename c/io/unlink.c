#include "entry.h"

static int unlink_as(struct call call, const char *path)
{
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return renamed(NEXT(unlink, call)(path));
}

EXPORT int unlink(const char *path)
{
    return unlink_as(CALL(unlink), path);
}

EXPORT int remove(const char *path)
{
    return unlink_as(CALL(remove), path);
}

EXPORT int rmdir(const char *path)
{
    return unlink_as(CALL(rmdir), path);
}

EXPORT int unlinkat(int directory, const char *path, int flags)
{
    int error = io_error_at(CALL(unlinkat), directory, path);
    if (error)
        return fail(error);
    return renamed(real.unlinkat(directory, path, flags));
}
