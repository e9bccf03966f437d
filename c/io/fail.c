#include "entry.h"

/* The error indicator is the flag 32 of the first word of a FILE, in glibc (_IO_ERR_SEEN) and in musl (F_ERR) alike;
 * they have no function for it in common. Another thread may hold the stream, and change other flags. musl's printf
 * looks at this one to see whether it has failed, so there it is only set by who holds the stream. */
int fail_stream(FILE *stream, int error)
{
#ifndef __GLIBC__
    flockfile(stream);
#endif
    __atomic_fetch_or((unsigned *)stream, 32, __ATOMIC_RELAXED);
#ifndef __GLIBC__
    funlockfile(stream);
#endif
    return fail(error);
}

size_t fail_items(FILE *stream, int error)
{
    fail_stream(stream, error);
    return 0;
}
