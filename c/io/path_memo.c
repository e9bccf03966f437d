#include "path_memo.h"

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

bool path_memo_read(struct path_copy *copy, const char *path)
{
    uint64_t hash = HASH_START, word, end;
    for (size_t at = 0; at < PATH_MEMO_SIZE; at += sizeof word) {
        if (UNLIKELY((uintptr_t)(path + at) % 4096 > 4096 - sizeof word))
            break;
        word = word_at(path + at);
        end = word_zeros(word);
        if (end)
            word &= ((uint64_t)1 << (__builtin_ctzll(end) - 7)) - 1;
        copy->words[at / sizeof word] = word;
        hash = hash_word(hash, word);
        if (end) {
            copy->words[at / sizeof word + 1] = 0;
            copy->length = at + (size_t)__builtin_ctzll(end) / 8;
            copy->hash = hash;
            return true;
        }
    }
    return false;
}

uint32_t path_memo_find(const struct path_copy *copy, uint64_t origin, uint32_t generation)
{
    const struct entry *entry = entry_of(copy->hash);
    uint32_t version = load_acquire(&entry->version), number = load_relaxed(&entry->number);
    uint64_t differ = (load_relaxed(&entry->generation) ^ generation) | (load_relaxed(&entry->origin) ^ origin);
    for (size_t i = 0; i <= copy->length / sizeof *copy->words; i++)
        differ |= load_relaxed(&entry->words[i]) ^ copy->words[i];
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return differ | (version & 1) | (load_relaxed(&entry->version) ^ version) ? 0 : number;
}

void path_memo_keep(const struct path_copy *copy, uint64_t origin, uint32_t generation, uint32_t number)
{
    struct entry *entry = entry_of(copy->hash);
    uint32_t version = load_relaxed(&entry->version);
    if (version & 1 || !swap_acquire_release(&entry->version, &version, version + 1))
        return;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    store_relaxed(&entry->number, number);
    store_relaxed(&entry->origin, origin);
    store_relaxed(&entry->generation, generation);
    for (size_t i = 0; i <= copy->length / sizeof *copy->words; i++)
        store_relaxed(&entry->words[i], copy->words[i]);
    store_release(&entry->version, version + 2);
}
