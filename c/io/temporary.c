#include "entry.h"

/* The target is the template, as it was before the libc filled it in. Arguments that a name doesn't take are ignored.
 */
static int mkstemp_as(struct call call, char *template, int first, int second)
{
    int error = io_error_at(call, AT_FDCWD, template);
    if (error)
        return fail(error);
    return opened(NEXT(mkostemps, call)(template, first, second));
}

EXPORT int mkstemp(char *template)
{
    return mkstemp_as(CALL(mkstemp), template, 0, 0);
}

EXPORT int mkstemp64(char *template)
{
    return mkstemp_as(CALL(mkstemp64), template, 0, 0);
}

EXPORT int mkostemp(char *template, int flags)
{
    return mkstemp_as(CALL(mkostemp), template, flags, 0);
}

EXPORT int mkostemp64(char *template, int flags)
{
    return mkstemp_as(CALL(mkostemp64), template, flags, 0);
}

EXPORT int mkstemps(char *template, int suffix)
{
    return mkstemp_as(CALL(mkstemps), template, suffix, 0);
}

EXPORT int mkstemps64(char *template, int suffix)
{
    return mkstemp_as(CALL(mkstemps64), template, suffix, 0);
}

EXPORT int mkostemps(char *template, int suffix, int flags)
{
    return mkstemp_as(CALL(mkostemps), template, suffix, flags);
}

EXPORT int mkostemps64(char *template, int suffix, int flags)
{
    return mkstemp_as(CALL(mkostemps64), template, suffix, flags);
}
