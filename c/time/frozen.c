#include "frozen.h"

#include "../core/counter.h"
#include "../core/random.h"

/* More pairs of rule and clock than this take one another's place. */
#define ENTRIES 64

static struct {
    uint64_t key; /* 0: free */
    int64_t value;
    uint32_t generation; /* the last one in which the rule was in force, that is known of; 0: no value yet */
} entries[ENTRIES];

static unsigned entry_of(uint64_t key)
{
    unsigned first = key % ENTRIES;
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

int64_t frozen_value(uint64_t rule, clockid_t clock, uint32_t generation, int64_t now)
{
    unsigned i = entry_of(random_key(rule, (uint64_t)clock) | 1);
    uint32_t seen = load_acquire(&entries[i].generation);
    if (seen == generation)
        return load_acquire(&entries[i].value);
    /* A rule that was there until the rules changed goes on; one that was away for a while begins anew. */
    int64_t value = seen ? load_acquire(&entries[i].value) : 0;
    if (!seen || seen + 1 != generation)
        swap_acquire_release(&entries[i].value, &value, now);
    store_release(&entries[i].generation, generation);
    return load_acquire(&entries[i].value);
}
