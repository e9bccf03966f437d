#include "path_memo.h"

#include <stddef.h>

#include "../core/attributes.h"
#include "../core/counter.h"
#include "word.h"

#define WORDS (PATH_MEMO_SIZE / sizeof(uint64_t))
#define HASH_START 0x9e3779b97f4a7c15u

static struct entry {
    uint32_t version; /* odd while somebody writes */
    uint32_t number;
    uint32_t generation;
    uint64_t origin;
    uint64_t words[WORDS];
} entries[1 << PATH_MEMO_BITS] __attribute__((aligned(64)));

static inline uint64_t hash_word(uint64_t hash, uint64_t word)
{
    return (hash ^ word) * 0xbf58476d1ce4e5b9u;
}

static inline struct entry *entry_of(uint64_t hash)
{
    return &entries[hash >> (64 - PATH_MEMO_BITS)];
}

/* Also of bytes behind the end of a string. */
__attribute__((no_sanitize_address)) static inline uint64_t word_at(const char *at)
{
    uint64_t word;
    __builtin_memcpy(&word, at, sizeof word);
    return word;
}

/* Nothing is read from a page into which the string doesn't reach: one of which eight bytes may lie in two is not
 * found. */
uint32_t path_memo_find(const char *path, uint64_t origin, uint32_t generation)
{
    uint64_t hash = HASH_START, word, end;
    size_t at = 0;
    for (;; at += sizeof word) {
        if (UNLIKELY((uintptr_t)(path + at) % 4096 > 4096 - sizeof word || at == PATH_MEMO_SIZE))
            return 0;
        word = word_at(path + at);
        end = word_zeros(word);
        if (end)
            break;
        hash = hash_word(hash, word);
    }
    word &= ((uint64_t)1 << (__builtin_ctzll(end) - 7)) - 1;
    const struct entry *entry = entry_of(hash_word(hash, word));
    uint32_t version = load_acquire(&entry->version), number = load_relaxed(&entry->number);
    uint64_t differ = (load_relaxed(&entry->words[at / sizeof word]) ^ word) |
                      (load_relaxed(&entry->generation) ^ generation) | (load_relaxed(&entry->origin) ^ origin);
    while (at) {
        at -= sizeof word;
        differ |= load_relaxed(&entry->words[at / sizeof word]) ^ word_at(path + at);
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return differ | (version & 1) | (load_relaxed(&entry->version) ^ version) ? 0 : number;
}

void path_memo_keep(const char *path, uint64_t origin, uint32_t generation, uint32_t number)
{
    uint64_t hash = HASH_START;
    size_t count = 0;
    do
        hash = hash_word(hash, word_at(path + count * sizeof hash));
    while (!word_zeros(word_at(path + count++ * sizeof hash)));
    struct entry *entry = entry_of(hash);
    uint32_t version = load_relaxed(&entry->version);
    if (version & 1 || !swap_acquire_release(&entry->version, &version, version + 1))
        return;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    store_relaxed(&entry->number, number);
    store_relaxed(&entry->origin, origin);
    store_relaxed(&entry->generation, generation);
    for (size_t i = 0; i < count; i++)
        store_relaxed(&entry->words[i], word_at(path + i * sizeof hash));
    store_release(&entry->version, version + 2);
}
