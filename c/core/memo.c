#include "memo.h"

#include <stddef.h>

bool memo_find(const struct memo_entry *memo, uint32_t entries, uint64_t key, uint64_t *value)
{
    return key > MEMO_BEING_WRITTEN && (memo_find_in(memo + memo_line(key, entries, 0), key, value) ||
                                        memo_find_in(memo + memo_line(key, entries, 1), key, value));
}

/* The entry of the key, or a free one, or that of an older key. */
static struct memo_entry *entry_for(struct memo_entry *memo, uint32_t entries, uint64_t key)
{
    struct memo_entry *chosen = NULL;
    for (unsigned i = 0; i < 2 * MEMO_WAYS; i++) {
        struct memo_entry *entry = memo + memo_line(key, entries, i / MEMO_WAYS) + i % MEMO_WAYS;
        uint64_t found = load_relaxed(&entry->key);
        if (found == key)
            return entry;
        if (!found && !chosen)
            chosen = entry;
    }
    return chosen ? chosen : memo + memo_line(key, entries, 0) + key % MEMO_WAYS;
}

void memo_keep(struct memo_entry *memo, uint32_t entries, uint64_t key, uint64_t value)
{
    struct memo_entry *entry = entry_for(memo, entries, key);
    uint64_t old = load_relaxed(&entry->key);
    if (key <= MEMO_BEING_WRITTEN || old == MEMO_BEING_WRITTEN ||
        !swap_acquire_release(&entry->key, &old, MEMO_BEING_WRITTEN))
        return;
    store_release(&entry->value, value);
    store_release(&entry->key, key);
}
