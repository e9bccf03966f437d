/* The anonymous memory that the process has mapped while an account of it was kept, as ranges of addresses that don't
 * overlap. Lock-free, async-signal-safe; a range that one thread changes is none for the others meanwhile. */
#ifndef CHAOS_MEMORY_RANGES_H
#define CHAOS_MEMORY_RANGES_H

#include <stdbool.h>
#include <stdint.h>

/* False where there is no memory to note it. */
bool ranges_add(uint64_t start, uint64_t end);
/* Forgets what lies between the addresses, wherever that cuts a range; returns how many bytes that was. */
uint64_t ranges_remove(uint64_t start, uint64_t end);

#endif
