/* The anonymous memory that the process has mapped while an account of it was kept, as ranges of addresses that don't
 * overlap. Async-signal-safe; who meets a range that another thread changes waits for it, though not for ever. */
#ifndef CHAOS_MEMORY_RANGES_H
#define CHAOS_MEMORY_RANGES_H

#include <stdbool.h>
#include <stdint.h>

/* The largest number that rules can have, above 0: it lies where the addresses of pages have zeros. */
#define RANGES_RULES 4095

/* Between whole pages, under rules with a number: what was added under others is none any more. False where there is no
 * memory to note it. */
bool ranges_add(uint32_t rules, uint64_t start, uint64_t end);
/* How many bytes lie between the addresses. */
uint64_t ranges_held(uint32_t rules, uint64_t start, uint64_t end);
/* Moves what lies between the addresses so much higher, to where it is not looked for, wherever that cuts a range;
 * returns how many bytes that was. */
uint64_t ranges_move(uint32_t rules, uint64_t start, uint64_t end, uint64_t by);

/* The same, to nowhere. */
static inline uint64_t ranges_remove(uint32_t rules, uint64_t start, uint64_t end)
{
    return ranges_move(rules, start, end, 0);
}

#endif
