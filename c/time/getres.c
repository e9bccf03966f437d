#include "entry.h"

EXPORT int clock_getres(clockid_t clock, struct timespec *resolution)
{
    struct fault fault;
    if (time_fault(&fault, CALL(clock_getres), clock))
        return fail(fault.error);
    return real.clock_getres(clock, resolution);
}
