#include "entry.h"

/* The target is the template, as it was before the libc filled it in. A name ignores arguments that it doesn't take. */
static BODY int mkstemp_as(char *template, int first, int second, unsigned name)
{
    struct call call = CALLED(name);
    int error = io_error_at(call, AT_FDCWD, template);
    if (error)
        return fail(error);
    return opened(NEXT(mkostemps, call)(template, first, second), template);
}

ALIAS int mkstemp(char *template)
{
    return mkstemp_as(template, 0, 0, NAME(mkstemp));
}

ALIAS int mkstemp64(char *template)
{
    return mkstemp_as(template, 0, 0, NAME(mkstemp64));
}

ALIAS int mkostemp(char *template, int flags)
{
    return mkstemp_as(template, flags, 0, NAME(mkostemp));
}

ALIAS int mkostemp64(char *template, int flags)
{
    return mkstemp_as(template, flags, 0, NAME(mkostemp64));
}

ALIAS int mkstemps(char *template, int suffix)
{
    return mkstemp_as(template, suffix, 0, NAME(mkstemps));
}

ALIAS int mkstemps64(char *template, int suffix)
{
    return mkstemp_as(template, suffix, 0, NAME(mkstemps64));
}

ALIAS int mkostemps(char *template, int suffix, int flags)
{
    return mkstemp_as(template, suffix, flags, NAME(mkostemps));
}

ALIAS int mkostemps64(char *template, int suffix, int flags)
{
    return mkstemp_as(template, suffix, flags, NAME(mkostemps64));
}
