/* A small table of what was worked out before: 64-bit key to 64-bit value, older entries give way. Lock-free and
 * async-signal-safe: a reader finds an entry whole or not at all. */
#ifndef CHAOS_MEMO_H
#define CHAOS_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#define MEMO_ENTRIES 64

struct memo {
    struct {
        uint64_t key; /* 0: free, 1: being written */
        uint64_t value;
    } entries[MEMO_ENTRIES];
};

/* Keys 0 and 1 are never found and never kept. */
bool memo_find(struct memo *memo, uint64_t key, uint64_t *value);
void memo_keep(struct memo *memo, uint64_t key, uint64_t value);

#endif
