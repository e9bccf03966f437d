#include "counts.h"

#include "bytes.h"
#include "counter.h"

#define TABLES 8

static struct {
    struct rule_counts *counts;
    uint32_t entries;
} tables[TABLES];
static struct rule_counts nowhere;

static void keep(struct segment *segment)
{
    for (unsigned i = 0; i < TABLES; i++) {
        struct rule_counts *none = NULL;
        if (!load_acquire(&tables[i].counts)) {
            tables[i].entries = segment->rules.count;
            if (swap_acquire_release(&tables[i].counts, &none, segment_area(segment, segment->rules)))
                return;
        }
    }
}

void counts_start(struct segment *home)
{
    memset(tables, 0, sizeof tables);
    if (home)
        keep(home);
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

/* Each table is four times as large as the one before, which is full. */
struct rule_counts *counts_of(uint64_t key)
{
    for (unsigned i = 0; segment_home && i < TABLES; i++) {
        if (!load_acquire(&tables[i].counts)) {
            uint32_t entries = 4 * tables[i - 1].entries;
            struct segment *segment = segment_claim(sizeof(struct segment) + entries * sizeof(struct rule_counts));
            if (!segment)
                break;
            segment->rules = (struct area){sizeof(struct segment), entries};
            keep(segment);
            segment_commit(segment, SEGMENT_OVERFLOW, segment->size, 0);
        }
        struct rule_counts *entry = find_in(tables[i].counts, tables[i].entries, key);
        if (entry)
            return entry;
    }
    return &nowhere;
}
