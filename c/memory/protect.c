#include "entry.h"

static COLD int mprotect_slow(void *address, size_t length, int protection, struct call call)
{
    int error = memory_error(call);
    if (error)
        return fail(error);
    return real.mprotect(address, length, protection);
}

EXPORT int mprotect(void *address, size_t length, int protection)
{
    if (library_idle(OPERATION_mprotect))
        return real.mprotect(address, length, protection);
    return mprotect_slow(address, length, protection, CALL(mprotect));
}

EXPORT int madvise(void *address, size_t length, int advice)
{
    int error = memory_error(CALL(madvise));
    if (error)
        return fail(error);
    return real.madvise(address, length, advice);
}

/* Returns the number and leaves errno alone. */
EXPORT int posix_madvise(void *address, size_t length, int advice)
{
    int error = memory_error(CALL(posix_madvise));
    if (error)
        return error;
    return real.posix_madvise(address, length, advice);
}
