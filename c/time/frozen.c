#include "frozen.h"

#include "../core/counter.h"

/* More pairs of rule and clock than this take one another's place. */
#define ENTRIES 64

static struct {
    uint64_t key; /* 0: free */
    int64_t value;
    uint32_t generation; /* the last one in which the rule was in force; 0: no value yet */
} entries[ENTRIES];

static unsigned entry_of(uint64_t key)
{
    unsigned first = (unsigned)(key >> 32 ^ key) % ENTRIES;
    for (unsigned step = 0; step < ENTRIES; step++) {
        unsigned i = (first + step) % ENTRIES;
        uint64_t found = load_acquire(&entries[i].key);
        if (!found)
            swap_acquire_release(&entries[i].key, &found, key);
        if (!found || found == key)
            return i;
    }
    store_relaxed(&entries[first].generation, 0);
    store_relaxed(&entries[first].value, 0);
    store_release(&entries[first].key, key);
    return first;
}

int64_t frozen_value(uint64_t rule, clockid_t clock, uint32_t generation, bool reads, int64_t now)
{
    unsigned i = entry_of(rule >> 32 << 32 | (uint32_t)clock);
    uint32_t seen = load_acquire(&entries[i].generation);
    /* Who is behind reads by the rules before, which have it as well. */
    if (seen < generation) {
        if (!reads)
            return now;
        int64_t value = seen ? load_acquire(&entries[i].value) : 0;
        swap_acquire_release(&entries[i].value, &value, now);
        store_release(&entries[i].generation, generation);
    }
    return load_acquire(&entries[i].value);
}

void frozen_stay(uint64_t rule, uint32_t generation, uint32_t next)
{
    for (unsigned i = 0; i < ENTRIES; i++) {
        uint32_t seen = generation;
        if (load_acquire(&entries[i].key) >> 32 == rule >> 32)
            swap_acquire_release(&entries[i].generation, &seen, next);
    }
}
