/* A call on a socket for which rules have ordered something. */
#ifndef CHAOS_NET_OCCASION_H
#define CHAOS_NET_OCCASION_H

#include "../core/damage.h"
#include "sight.h"

struct occasion {
    const struct call *call;
    const struct sight *sight;
    int fd;
};

/* Whether the strike can befall such a socket at all. */
bool occasion_befalls(const struct strike *strike, const void *occasion);
/* Does what befalls the socket rather than the data; it may be what the call fails with. */
void occasion_afflict(struct fault *fault, const struct occasion *at);

#endif
