/* What is known of descriptors, in a word for each: descriptor / KNOWN_ENTRIES (10 bits), selection (16), generation of
 * the rules (22), era (16). Selection 0 is none known, but there is a note of the path instead, which stays when the
 * selection is known. All words of older eras and of other rules are void, and 0 is nothing known. */
#ifndef CHAOS_IO_KNOWN_H
#define CHAOS_IO_KNOWN_H

#include "../core/counter.h"
#include "note.h"

#define KNOWN_ENTRIES 1024
#define KNOWN_LARGEST ((1 << 20) - 1)
#define KNOWN_HIGH_SHIFT 54
#define KNOWN_SELECTION_SHIFT 38
#define KNOWN_GENERATION_SHIFT 16
#define KNOWN_GENERATION (((uint64_t)1 << 22) - 1)

/* What most calls look at lies in one cache line with what is known of the lowest descriptors. */
extern struct knowledge {
    uint32_t era;
    uint32_t directories; /* bit per descriptor modulo 32: its path may be remembered */
    uint64_t words[KNOWN_ENTRIES];
    struct note notes[KNOWN_ENTRIES]; /* of descriptors that share theirs with no other one; empty: none */
} known __attribute__((visibility("hidden"), aligned(64)));

static inline uint64_t *known_entry(int fd)
{
    return &known.words[(unsigned)fd % KNOWN_ENTRIES];
}

static inline uint64_t known_word(int fd, uint32_t selection, uint32_t generation)
{
    return (uint64_t)((unsigned)fd / KNOWN_ENTRIES) << KNOWN_HIGH_SHIFT | (uint64_t)selection << KNOWN_SELECTION_SHIFT |
           (generation & KNOWN_GENERATION) << KNOWN_GENERATION_SHIFT | (uint16_t)load_relaxed(&known.era);
}

/* The number of the selection that is known of a descriptor under the rules of a generation, or 0. */
static inline uint32_t known_selection(int fd, uint32_t generation)
{
    uint64_t entry = load_acquire(known_entry(fd));
    uint32_t selection = entry >> KNOWN_SELECTION_SHIFT & UINT16_MAX;
    return entry == known_word(fd, selection, generation) ? selection : 0;
}

/* Whether the path of the descriptor may be remembered as that of a directory. */
static inline bool known_directory(int fd)
{
    return load_relaxed(&known.directories) >> (unsigned)fd % 32 & 1;
}

#endif
