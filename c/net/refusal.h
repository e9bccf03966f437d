/* How a connect fails that a rule is about. */
#ifndef CHAOS_NET_REFUSAL_H
#define CHAOS_NET_REFUSAL_H

#include "names.h"

/* What connect returns, with errno. `late`: the error that an earlier connect of the socket turned out to have failed
 * with; 0: it is this one that fails with `error`. */
int refusal(int fd, int late, int error, const struct sockaddr *address, socklen_t length);

#endif
