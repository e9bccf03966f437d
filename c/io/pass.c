#include "pass.h"

#include "error.h"

int pass_descriptor(int fd, long first, long second, long third, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error(call, fd);
    if (error)
        return fail(error);
    return NEXT(int(int, long, long, long), call)(fd, first, second, third);
}

static BODY int pass_path_slow(const char *path, long argument, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at_seen(call, AT_FDCWD, path);
    if (UNLIKELY(error))
        return fail(error);
    return NEXT(int(const char *, long), call)(path, argument);
}

TAIL_BODY int pass_path(const char *path, long argument, unsigned name)
{
    struct call call = CALLED(name);
    if (library_idle(call.operation))
        return NEXT(int(const char *, long), call)(path, argument);
    return pass_path_slow(path, argument, name);
}

int pass_at(int directory, const char *path, long first, long second, long third, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, directory, path);
    if (error)
        return fail(error);
    return NEXT(int(int, const char *, long, long, long), call)(directory, path, first, second, third);
}
