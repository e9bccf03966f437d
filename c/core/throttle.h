/* Bytes that pass at a limited speed, in all threads of the process together. Lock-free, async-signal-safe. */
#ifndef CHAOS_THROTTLE_H
#define CHAOS_THROTTLE_H

#include <stdint.h>

/* Waits until the bytes are through, behind those of the same rule that came before; the speed is in bytes a second.
 * Returns how long that was, in nanoseconds: −1 where the waits before it have ended late by as much. */
int64_t throttle_wait(uint64_t rule, uint64_t bytes, uint64_t speed);

#endif
