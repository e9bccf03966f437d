#include "memo.h"

#include "counter.h"
#include "random.h"

#define BEING_WRITTEN 1

bool memo_find(struct memo *memo, uint64_t key, uint64_t *value)
{
    unsigned i = random_mix(key) % MEMO_ENTRIES;
    if (key <= BEING_WRITTEN || load_acquire(&memo->entries[i].key) != key)
        return false;
    *value = load_acquire(&memo->entries[i].value);
    return load_relaxed(&memo->entries[i].key) == key;
}

void memo_keep(struct memo *memo, uint64_t key, uint64_t value)
{
    unsigned i = random_mix(key) % MEMO_ENTRIES;
    uint64_t old = load_relaxed(&memo->entries[i].key);
    if (key <= BEING_WRITTEN || old == BEING_WRITTEN ||
        !swap_acquire_release(&memo->entries[i].key, &old, BEING_WRITTEN))
        return;
    store_release(&memo->entries[i].value, value);
    store_release(&memo->entries[i].key, key);
}
