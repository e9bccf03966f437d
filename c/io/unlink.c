#include "entry.h"

static BODY int unlink_as(const char *path, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, AT_FDCWD, path);
    if (error)
        return fail(error);
    return renamed(NEXT(unlink, call)(path));
}

ALIAS int unlink(const char *path)
{
    return unlink_as(path, NAME(unlink));
}

ALIAS int remove(const char *path)
{
    return unlink_as(path, NAME(remove));
}

ALIAS int rmdir(const char *path)
{
    return unlink_as(path, NAME(rmdir));
}

EXPORT int unlinkat(int directory, const char *path, int flags)
{
    int error = io_error_at(CALL(unlinkat), directory, path);
    if (error)
        return fail(error);
    return renamed(real.unlinkat(directory, path, flags));
}
