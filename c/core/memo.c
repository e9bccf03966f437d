#include "memo.h"

#include <stddef.h>

#include "counter.h"

#define BEING_WRITTEN 1

static inline uint32_t line_of(uint64_t key, uint32_t entries)
{
    return (uint32_t)(key * 0x9e3779b97f4a7c15u >> 32) & (entries - MEMO_WAYS);
}

bool memo_find(const struct memo_entry *memo, uint32_t entries, uint64_t key, uint64_t *value)
{
    const struct memo_entry *entry = memo + line_of(key, entries), *end = entry + MEMO_WAYS;
    if (key <= BEING_WRITTEN)
        return false;
    for (; entry < end; entry++)
        if (load_acquire(&entry->key) == key) {
            *value = load_acquire(&entry->value);
            return load_relaxed(&entry->key) == key;
        }
    return false;
}

/* The entry of the key, or a free one, or that of an older key. */
static struct memo_entry *entry_for(struct memo_entry *line, uint64_t key)
{
    struct memo_entry *chosen = NULL;
    for (struct memo_entry *entry = line; entry < line + MEMO_WAYS; entry++) {
        uint64_t found = load_relaxed(&entry->key);
        if (found == key)
            return entry;
        if (!found && !chosen)
            chosen = entry;
    }
    return chosen ? chosen : &line[key % MEMO_WAYS];
}

void memo_keep(struct memo_entry *memo, uint32_t entries, uint64_t key, uint64_t value)
{
    struct memo_entry *entry = entry_for(memo + line_of(key, entries), key);
    uint64_t old = load_relaxed(&entry->key);
    if (key <= BEING_WRITTEN || old == BEING_WRITTEN || !swap_acquire_release(&entry->key, &old, BEING_WRITTEN))
        return;
    store_release(&entry->value, value);
    store_release(&entry->key, key);
}
