/* A table of what was worked out before: 64-bit key to 64-bit value, older entries give way. Lock-free and
 * async-signal-safe: a reader finds an entry whole or not at all. */
#ifndef CHAOS_MEMO_H
#define CHAOS_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "attributes.h"
#include "counter.h"

struct memo_entry {
    uint64_t key; /* 0: free, 1: being written */
    uint64_t value;
};

/* A key is in one of the entries of two cache lines: of the first, unless it was full. */
#define MEMO_WAYS 4
#define MEMO_ENTRIES 64
/* A table; how many entries it has, a power of two, is said at each call. */
#define MEMO(name, entries) struct memo_entry name[entries] __attribute__((aligned(64)))

/* Keys 0 and 1 are never found and never kept. */
bool memo_find(const struct memo_entry *memo, uint32_t entries, uint64_t key, uint64_t *value);
void memo_keep(struct memo_entry *memo, uint32_t entries, uint64_t key, uint64_t value);

#define MEMO_BEING_WRITTEN 1

/* The first entry of one of the key's two lines. */
static inline uint32_t memo_line(uint64_t key, uint32_t entries, unsigned line)
{
    uint64_t mixed = key * 0x9e3779b97f4a7c15u;
    return (uint32_t)(line ? mixed >> 16 : mixed >> 32) & (entries - MEMO_WAYS);
}

/* In one of the lines. Which entry of it has the key nobody can predict, so no jump depends on it. */
static inline bool memo_find_in(const struct memo_entry *line, uint64_t key, uint64_t *value)
{
    const struct memo_entry *entry = line;
    for (unsigned way = 1; way < MEMO_WAYS; way++)
        entry = load_acquire(&line[way].key) == key ? &line[way] : entry;
    if (UNLIKELY(load_acquire(&entry->key) != key))
        return false;
    *value = load_acquire(&entry->value);
    return LIKELY(load_relaxed(&entry->key) == key);
}

/* memo_find, at once for what is in the first line. */
HOT_PART bool memo_find_fast(const struct memo_entry *memo, uint32_t entries, uint64_t key, uint64_t *value)
{
    return LIKELY(key > MEMO_BEING_WRITTEN && memo_find_in(memo + memo_line(key, entries, 0), key, value)) ||
           memo_find(memo, entries, key, value);
}

#endif
