/* The body of the calls that programs make most, which let pass what need not be seen. It hands on whatever the caller
 * gave, as words in the registers in which it came; one that a name does not take is zero, and the libc ignores it. */
#ifndef CHAOS_NET_PASS_H
#define CHAOS_NET_PASS_H

#include "entry.h"

typedef ssize_t pass(int fd, long first, long second, long third, long fourth, unsigned name);

TAIL_BODY pass pass_words;

/* Those that have to be seen. */
COLD pass recv_seen, send_seen, sendfile_seen, vector_seen;

#endif
