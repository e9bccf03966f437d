#include "snapshot.h"

#include "attributes.h"
#include "bytes.h"
#include "counter.h"

static BODY uint64_t hash_component(uint64_t hash, struct text text)
{
    uint64_t word = 0;
    for (; text.length >= sizeof word; text.start += sizeof word, text.length -= sizeof word) {
        memcpy(&word, text.start, sizeof word);
        hash = snapshot_hash_word(hash, word);
    }
    word = 0;
    memcpy(&word, text.start, text.length);
    return snapshot_hash_rest(hash, word, text.length);
}

uint64_t snapshot_hash(struct text text)
{
    uint64_t hash = SNAPSHOT_HASH_START;
    bool path = text.length && *text.start == '/';
    if (path)
        text_take(&text, '/');
    while (text.length) {
        struct text component = path ? text_take(&text, '/') : text;
        hash = hash_component(hash, component);
        if (!path)
            break;
    }
    return hash;
}

BODY uint32_t *snapshot_entry(const struct snapshot *snapshot, struct text text, uint64_t hash)
{
    for (uint64_t step = 0;; step++) {
        uint32_t *entry = &snapshot->index[(hash + step) & (snapshot->index_size - 1)];
        if (!*entry || text_same(snapshot->selectors[*entry - 1].text, text))
            return entry;
    }
}

uint32_t snapshot_find(const struct snapshot *snapshot, struct text text, uint64_t hash)
{
    return *snapshot_entry(snapshot, text, hash) - 1;
}

void snapshot_add(struct selection *selection, uint32_t selector)
{
    if (selector != SNAPSHOT_NOTHING && selection->count < SELECTION_LIMIT)
        selection->selectors[selection->count++] = selector;
}

COLD void snapshot_add_text(const struct snapshot *snapshot, struct text text, struct selection *selection)
{
    if (text.length <= snapshot->longest && (snapshot->lengths >> text.length % 64 & 1))
        snapshot_add(selection, snapshot_find(snapshot, text, snapshot_hash(text)));
}

#define BEING_WRITTEN 1
#define PROBES 16

COLD uint32_t snapshot_intern(struct snapshot *snapshot, const struct selection *selection)
{
    size_t size = offsetof(struct selection, selectors) + selection->count * sizeof *selection->selectors;
    uint64_t hash = SNAPSHOT_HASH_START;
    for (uint32_t i = 0; i < selection->count; i++)
        hash = snapshot_hash_word(hash, selection->selectors[i]);
    uint32_t tag = (uint32_t)hash | 2;
    for (uint32_t step = 0; step < PROBES; step++) {
        uint32_t number = (uint32_t)((hash >> 32) + step) & (snapshot->selection_limit - 1);
        struct interned *entry = &snapshot->selections[number];
        uint32_t found = load_acquire(&entry->tag);
        if (!found && swap_acquire_release(&entry->tag, &found, BEING_WRITTEN)) {
            memcpy(&entry->selection, selection, size);
            store_release(&entry->tag, tag);
            return number + 1;
        }
        if (found == tag && memcmp(&entry->selection, selection, size) == 0)
            return number + 1;
    }
    return 0;
}
