#include "path_memo.h"

#include "../core/attributes.h"
#include "../core/memo.h"
#include "../core/snapshot.h"
#include "word.h"

static MEMO(memo, PATH_MEMO_ENTRIES);

/* Two words at a time, which have a hash each: one need not wait for the other. */
struct hashes {
    uint64_t even, odd;
};

static inline uint64_t key_of(struct hashes hashes, uint64_t last)
{
    return snapshot_hash_word(snapshot_hash_word(hashes.even, hashes.odd << 32 | hashes.odd >> 32), last);
}

/* Byte by byte, up to the end of the string. */
static COLD uint64_t key_of_rest(struct hashes hashes, const char *path)
{
    for (;;) {
        uint64_t word = 0;
        for (unsigned shift = 0; shift < 64 && *path; shift += 8)
            word |= (uint64_t)(unsigned char)*path++ << shift;
        if (!(word >> 56))
            return key_of(hashes, word);
        hashes = (struct hashes){hashes.odd, snapshot_hash_word(hashes.even, word)};
    }
}

/* Also of bytes behind the end of a string. */
__attribute__((no_sanitize_address)) static inline uint64_t word_at(const char *at)
{
    uint64_t word;
    __builtin_memcpy(&word, at, sizeof word);
    return word;
}

static inline uint64_t key_at(const char *path, uint64_t origin, uint32_t generation)
{
    struct hashes hashes = {snapshot_hash_word(SNAPSHOT_HASH_START, origin), generation};
    for (;; path += sizeof(uint64_t)) {
        if (UNLIKELY((uintptr_t)path % 4096 > 4096 - sizeof(uint64_t)))
            return key_of_rest(hashes, path);
        uint64_t word = word_at(path), end = word_zeros(word);
        if (end)
            return key_of(hashes, word & (((uint64_t)1 << (__builtin_ctzll(end) - 7)) - 1));
        hashes = (struct hashes){hashes.odd, snapshot_hash_word(hashes.even, word)};
    }
}

uint32_t path_memo_find(const char *path, uint64_t origin, uint32_t generation, uint64_t *key)
{
    uint64_t number;
    *key = key_at(path, origin, generation);
    return memo_find_fast(memo, PATH_MEMO_ENTRIES, *key, &number) ? (uint32_t)number : 0;
}

void path_memo_keep(uint64_t key, uint32_t number)
{
    memo_keep(memo, PATH_MEMO_ENTRIES, key, number);
}
