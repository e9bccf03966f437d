#include "counts.h"

#include <stdbool.h>

#include "bytes.h"
#include "counter.h"

#define TABLES 8

/* Each is four times as large as the one before, which is full. */
static struct rule_counts *tables[TABLES];
static struct rule_counts nowhere;

void counts_start(const struct segment *home)
{
    memset(tables, 0, sizeof tables);
    tables[0] = segment_area(home, home->rules);
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

/* Whoever loses the race for a table leaves an empty one behind. */
static bool add_table(struct rule_counts **table, uint32_t entries)
{
    struct segment *segment = segment_claim(sizeof(struct segment) + entries * sizeof(struct rule_counts));
    struct rule_counts *none = NULL;
    if (!segment)
        return false;
    segment->rules = (struct area){sizeof(struct segment), entries};
    segment_commit(segment, SEGMENT_OVERFLOW, segment->size, 0);
    swap_acquire_release(table, &none, segment_area(segment, segment->rules));
    return true;
}

struct rule_counts *counts_of(uint64_t key)
{
    uint32_t entries = COUNTS_IN_HOME;
    for (struct rule_counts **table = tables; segment_home && table < tables + TABLES; table++, entries *= 4) {
        if (!load_acquire(table) && !add_table(table, entries))
            break;
        struct rule_counts *entry = find_in(*table, entries, key);
        if (entry)
            return entry;
    }
    return &nowhere;
}
