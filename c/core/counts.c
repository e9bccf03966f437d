#include "counts.h"

#include <stddef.h>

#include "bytes.h"
#include "counter.h"
#include "pool.h"

#define TABLES 8

/* Each is four times as large as the one before, which is full. */
static void *tables[TABLES];
static struct rule_counts nowhere;
static const struct pool_kind kind = {offsetof(struct segment, rules), COUNTS_OWN_ENTRIES, sizeof(struct rule_counts),
                                      COUNTS_OWN_IN_HOME, 255};
static struct pool own;

void counts_start(const struct segment *home)
{
    struct rule_counts *table = segment_area(home, home->rules);
    memset(tables, 0, sizeof tables);
    tables[0] = table;
    pool_start(&own, &kind, table + COUNTS_IN_HOME, 0);
}

static struct rule_counts *find_in(struct rule_counts *table, uint32_t entries, uint64_t key)
{
    for (uint32_t step = 0; step < entries; step++) {
        struct rule_counts *entry = &table[(key + step) % entries];
        uint64_t found = load_acquire(&entry->key);
        if (!found)
            swap_acquire_release(&entry->key, &found, key);
        if (!found || found == key)
            return entry;
    }
    return NULL;
}

struct rule_counts *counts_of(uint64_t key)
{
    uint32_t entries = COUNTS_IN_HOME;
    for (void **place = tables; segment_home && place < tables + TABLES; place++, entries *= 4) {
        struct rule_counts *table = segment_grow(place, offsetof(struct segment, rules), entries, sizeof *table);
        struct rule_counts *entry = table ? find_in(table, entries, key) : &nowhere;
        if (entry)
            return entry;
    }
    return &nowhere;
}

struct rule_counts *counts_of_thread(uint64_t key)
{
    struct rule_counts *counts = segment_home ? pool_take(&own) : NULL;
    if (counts)
        counts->key = key;
    return counts;
}
