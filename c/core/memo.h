/* A table of what was worked out before: 64-bit key to 64-bit value, older entries give way. Lock-free and
 * async-signal-safe: a reader finds an entry whole or not at all. */
#ifndef CHAOS_MEMO_H
#define CHAOS_MEMO_H

#include <stdbool.h>
#include <stdint.h>

struct memo_entry {
    uint64_t key; /* 0: free, 1: being written */
    uint64_t value;
};

/* A key is in one of the entries of one cache line. */
#define MEMO_WAYS 4
#define MEMO_ENTRIES 64
/* A table; how many entries it has, a power of two, is said at each call. */
#define MEMO(name, entries) struct memo_entry name[entries] __attribute__((aligned(64)))

/* Keys 0 and 1 are never found and never kept. */
bool memo_find(const struct memo_entry *memo, uint32_t entries, uint64_t key, uint64_t *value);
void memo_keep(struct memo_entry *memo, uint32_t entries, uint64_t key, uint64_t value);

#endif
