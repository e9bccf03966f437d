#include "entry.h"

EXPORT int mlock(const void *address, size_t length)
{
    int error = memory_error(CALL(mlock));
    if (error)
        return fail(error);
    return real.mlock(address, length);
}

EXPORT int mlock2(const void *address, size_t length, unsigned flags)
{
    int error = memory_error(CALL(mlock2));
    if (error)
        return fail(error);
    return real.mlock2(address, length, flags);
}

EXPORT int mlockall(int flags)
{
    int error = memory_error(CALL(mlockall));
    if (error)
        return fail(error);
    return real.mlockall(flags);
}
