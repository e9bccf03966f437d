#include "standin.h"

#ifndef __GLIBC__
/* Nothing of the state is read. musl's res_search is its res_query. */
static int plain_nquery(struct __res_state *state, const char *name, int class, int type, unsigned char *answer,
                        int size)
{
    int result = real.res_query(name, class, type, answer, size);
    state->res_h_errno = result < 0 ? h_errno : 0;
    return result;
}

#define FILL(name)                                                                                                     \
    if (!slots->name)                                                                                                  \
    slots->name = plain_nquery
#endif

void standin_fill(struct real *slots)
{
#ifdef __GLIBC__
    (void)slots;
#else
    FILL(res_nquery);
    FILL(res_nsearch);
    FILL(__res_nquery);
    FILL(__res_nsearch);
#endif
}
