#include "entry.h"

static BODY int unlink_as(int directory, const char *path, int flags, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return renamed(call.symbol == SYMBOL_unlinkat ? NEXT(unlinkat, call)(directory, path, flags)
                                                  : NEXT(unlink, call)(path));
}

ALIAS int unlink(const char *path)
{
    return unlink_as(AT_FDCWD, path, 0, NAME(unlink));
}

ALIAS int remove(const char *path)
{
    return unlink_as(AT_FDCWD, path, 0, NAME(remove));
}

ALIAS int rmdir(const char *path)
{
    return unlink_as(AT_FDCWD, path, 0, NAME(rmdir));
}

ALIAS int unlinkat(int directory, const char *path, int flags)
{
    return unlink_as(directory, path, flags, NAME(unlinkat));
}
