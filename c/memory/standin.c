#include "standin.h"

#include "../core/pages.h"

static int plain_mlock2(const void *address, size_t length, unsigned flags)
{
    long result = system_call(SYS_mlock2, address, length, flags);
    return system_failed(result) ? fail((int)-result) : 0;
}

static void *plain_reallocarray(void *block, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return fail_null(ENOMEM);
    return real.realloc(block, count * size);
}

static void *plain_pvalloc(size_t size)
{
    size_t unit = pages_unit();
    if (size > SIZE_MAX - unit)
        return fail_null(ENOMEM);
    return real.memalign(unit, (size + unit - 1) / unit * unit);
}

#define FILL(name)                                                                                                     \
    if (!slots->name)                                                                                                  \
    slots->name = plain_##name

void standin_fill(struct real *slots)
{
    FILL(mlock2);
    FILL(reallocarray);
    FILL(pvalloc);
}
