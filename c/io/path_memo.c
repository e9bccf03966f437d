#include "path_memo.h"

#include "../core/attributes.h"
#include "../core/memo.h"
#include "../core/snapshot.h"
#include "word.h"

static MEMO(memo, PATH_MEMO_ENTRIES);

/* Byte by byte, up to the end of the string. */
static COLD uint64_t key_of_rest(uint64_t key, const char *path)
{
    uint64_t word;
    do {
        word = 0;
        for (unsigned shift = 0; shift < 64 && *path; shift += 8)
            word |= (uint64_t)(unsigned char)*path++ << shift;
        key = snapshot_hash_word(key, word);
    } while (word >> 56);
    return key;
}

/* Also of bytes behind the end of a string. */
__attribute__((no_sanitize_address)) static inline uint64_t word_at(const char *at)
{
    uint64_t word;
    __builtin_memcpy(&word, at, sizeof word);
    return word;
}

uint64_t path_memo_key(const char *path, uint64_t origin, uint32_t generation)
{
    uint64_t key = snapshot_hash_word(SNAPSHOT_HASH_START ^ origin, generation);
    for (;; path += sizeof key) {
        if (UNLIKELY((uintptr_t)path % 4096 > 4096 - sizeof key))
            return key_of_rest(key, path);
        uint64_t word = word_at(path), end = word_zeros(word);
        if (end)
            return snapshot_hash_word(key, word & (((uint64_t)1 << (__builtin_ctzll(end) - 7)) - 1));
        key = snapshot_hash_word(key, word);
    }
}

uint32_t path_memo_find(uint64_t key)
{
    uint64_t number;
    return memo_find(memo, PATH_MEMO_ENTRIES, key, &number) ? (uint32_t)number : 0;
}

void path_memo_keep(uint64_t key, uint32_t number)
{
    memo_keep(memo, PATH_MEMO_ENTRIES, key, number);
}
