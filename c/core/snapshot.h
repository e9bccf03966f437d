/* A set of rules in force: immutable but for its counters, replaced as a whole (core/pin.h). Lock-free and
 * async-signal-safe. */
#ifndef CHAOS_SNAPSHOT_H
#define CHAOS_SNAPSHOT_H

#include "attributes.h"
#include "counter.h"
#include "grammar.h"

#define SELECTION_LIMIT 31

/* The selectors that fit one target, the most specific first. */
struct selection {
    uint32_t count;
    uint32_t selectors[SELECTION_LIMIT];
};

struct interned {
    uint32_t tag; /* 0: free, 1: being written */
    struct selection selection;
};

struct selector {
    struct text text;
    uint32_t first; /* of its rules */
    uint32_t count;
    uint32_t operations; /* that its rules name */
    uint32_t rank;       /* of a pattern; else 0 */
};

struct snapshot {
    uint32_t generation;
    uint32_t operations; /* those that some rule names, bit per operation */
    uint32_t watched;    /* those that the library has to see for the sake of these */
    uint32_t selector_count;
    uint32_t index_size;
    uint32_t selection_limit;
    uint32_t longest;   /* selector's length in bytes */
    uint64_t lengths;   /* bit per selector's length modulo 64 */
    uint32_t any;       /* the selector `*`, or SNAPSHOT_NOTHING */
    struct rule *rules; /* by selector, then by line */
    struct rule_state *states;
    struct selector *selectors;
    uint32_t *patterns; /* selectors that are patterns, the most specific first */
    uint32_t pattern_count;
    uint32_t *index; /* hash table over selectors: number + 1, 0 is free */
    struct interned *selections;
    struct text text;
    size_t size;
    size_t text_size;
};

#define SNAPSHOT_NOTHING UINT32_MAX
#define SNAPSHOT_SELECTIONS 32768 /* at most */

/* Takes the rules over that can fire in this process; owns the pages of the text from then on. NULL: no memory. */
struct snapshot *snapshot_make(const struct grammar_table *table, const struct rule *rules, size_t count,
                               struct text text, size_t text_size, uint32_t generation);
/* Of one that nobody looks at any more. */
void snapshot_free(struct snapshot *snapshot);
/* Binds the rules to this process's counters, which begin at 0: again in a child of fork. */
void snapshot_attach(struct snapshot *snapshot, const struct grammar_table *table);

/* Selectors are found by a hash that grows component by component, so that all the prefixes of a path cost one pass: a
 * text that begins with a slash is its components between slashes, any other is one component. The upper half of the
 * product makes the last bytes of a word change as much as the first ones: there names are numbered. */
#define SNAPSHOT_HASH_START 0x9e3779b97f4a7c15u
static inline uint64_t snapshot_hash_word(uint64_t hash, uint64_t word)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)(hash ^ word) * 0xbf58476d1ce4e5b9u;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/* A component is hashed eight bytes at a time, then the 0 to 7 that are left, with their number. */
static inline uint64_t snapshot_hash_rest(uint64_t hash, uint64_t word, size_t length)
{
    hash = (hash ^ word ^ (uint64_t)length << 56) * 0x94d049bb133111ebu;
    return hash ^ hash >> 32;
}

/* Of a whole text. */
uint64_t snapshot_hash(struct text text);
/* Where the index has the text with this hash, or would have it. */
uint32_t *snapshot_entry(const struct snapshot *snapshot, struct text text, uint64_t hash);
/* The selector with exactly this text and its hash, or SNAPSHOT_NOTHING. */
uint32_t snapshot_find(const struct snapshot *snapshot, struct text text, uint64_t hash);
/* Adds a selector, unless it is SNAPSHOT_NOTHING, to those that fit. */
void snapshot_add(struct selection *selection, uint32_t selector);
/* Adds the selector with exactly this text, if there is one. */
void snapshot_add_text(const struct snapshot *snapshot, struct text text, struct selection *selection);
/* A number above 0, at most SNAPSHOT_SELECTIONS, by which the selection can be found again, or 0 when there are too
 * many. */
uint32_t snapshot_intern(struct snapshot *snapshot, const struct selection *selection);
static inline const struct selection *snapshot_selection(const struct snapshot *snapshot, uint32_t number)
{
    return &snapshot->selections[number - 1].selection;
}

#endif
