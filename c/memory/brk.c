#include "entry.h"

EXPORT int brk(void *end)
{
    int error = memory_error(CALL(brk));
    if (error)
        return fail(error);
    return real.brk(end);
}

EXPORT void *sbrk(intptr_t increment)
{
    int error = memory_error(CALL(sbrk));
    if (error)
        return (void *)(intptr_t)fail(error);
    return real.sbrk(increment);
}
