/* The target is the name that comes into being. */
#include "entry.h"

static BODY int link_as(const char *from, int directory, const char *path, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return call.symbol == SYMBOL_symlinkat ? NEXT(symlinkat, call)(from, directory, path)
                                           : NEXT(link, call)(from, path);
}

ALIAS int link(const char *from, const char *path)
{
    return link_as(from, AT_FDCWD, path, NAME(link));
}

ALIAS int symlink(const char *from, const char *path)
{
    return link_as(from, AT_FDCWD, path, NAME(symlink));
}

ALIAS int symlinkat(const char *text, int directory, const char *path)
{
    return link_as(text, directory, path, NAME(symlinkat));
}

EXPORT int linkat(int from_directory, const char *from, int to_directory, const char *to, int flags)
{
    int error = io_error_at(CALL(linkat), to_directory, to);
    if (error)
        return fail(error);
    return real.linkat(from_directory, from, to_directory, to, flags);
}
