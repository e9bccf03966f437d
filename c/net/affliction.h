/* What has befallen a socket and goes on, whatever the rules say later: it was reset, or fell into a black hole; or
 * what its connecting will turn out to have failed with. Known by the socket, so that a number given to another is not
 * mistaken for it. Lock-free, async-signal-safe; of many, the oldest are forgotten. */
#ifndef CHAOS_NET_AFFLICTION_H
#define CHAOS_NET_AFFLICTION_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/counter.h"

enum affliction { AFFLICTION_NONE, AFFLICTION_RESET, AFFLICTION_BLACKHOLE, AFFLICTION_REFUSED };

/* How many sockets ever were. */
extern uint32_t affliction_count __attribute__((visibility("hidden")));
static inline bool affliction_any(void)
{
    return load_relaxed(&affliction_count) != 0;
}
enum affliction affliction_of(uint64_t inode);
void affliction_keep(uint64_t inode, enum affliction affliction, int error);
/* The error that the connecting of a socket failed with, once; else 0. Makes a system call if any socket ever was. */
int affliction_take_error(int fd);

/* Resets the connection: its peer sees that, and so does who waits for it. False: it can't be. */
bool affliction_reset(int fd, bool tcp);
/* From now on nothing arrives, and what had arrived is gone. False: it can't be. */
bool affliction_deafen(int fd);

#endif
