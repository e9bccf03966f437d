/* How a connect fails that a rule is about. */
#ifndef CHAOS_NET_REFUSAL_H
#define CHAOS_NET_REFUSAL_H

#include "names.h"

/* What connect returns that fails with an error, with errno; below 0: with what an earlier connect of the socket turned
 * out to have failed with. */
int refusal(int fd, int error, const struct sockaddr *address, socklen_t length);

#endif
