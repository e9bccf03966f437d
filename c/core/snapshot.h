/* A set of rules in force: immutable but for its counters, replaced as a whole. A reader pins the snapshot it looks at;
 * one that has been replaced is given back when nobody has it pinned. Lock-free and async-signal-safe. */
#ifndef CHAOS_SNAPSHOT_H
#define CHAOS_SNAPSHOT_H

#include "grammar.h"

#define SELECTION_LIMIT 15

/* The selectors that fit one target, the most specific first. */
struct selection {
    uint32_t count;
    uint32_t selectors[SELECTION_LIMIT];
};

struct interned {
    uint32_t ready;
    struct selection selection;
};

struct selector {
    struct text text;
    uint32_t first; /* of its rules */
    uint32_t count;
};

struct snapshot {
    uint32_t generation;
    uint32_t operations; /* those that some rule names, bit per operation */
    uint32_t rule_count;
    uint32_t selector_count;
    uint32_t index_size;
    uint32_t selection_count;
    struct rule *rules; /* by selector, then by line */
    struct rule_state *states;
    uint32_t *state_of; /* first state of each rule */
    struct selector *selectors;
    uint32_t *index; /* hash table over selectors: number + 1, 0 is free */
    struct interned *selections;
    uint64_t *cache; /* the library's own, zeroed at first */
    struct text text;
    size_t size;
    size_t text_size;
};

#define SNAPSHOT_NOTHING UINT32_MAX
#define SNAPSHOT_SELECTIONS 255
#define SNAPSHOT_CACHE 1024

/* Takes the rules over that can fire in this process; owns the pages of the text from then on. NULL: no memory. */
struct snapshot *snapshot_make(const struct grammar_table *table, const struct rule *rules, size_t count,
                               struct text text, size_t text_size, uint32_t generation);
void snapshot_free(struct snapshot *snapshot);
/* Binds the rules to this process's counters, which begin at 0: again in a child of fork. */
void snapshot_attach(struct snapshot *snapshot, const struct grammar_table *table);

/* The selector with exactly this text, or SNAPSHOT_NOTHING. The hash is text_hash of it. */
uint32_t snapshot_find(const struct snapshot *snapshot, struct text text, uint64_t hash);
/* A number above 0 by which the selection can be found again, or 0 when there are too many. */
uint32_t snapshot_intern(struct snapshot *snapshot, const struct selection *selection);
const struct selection *snapshot_selection(const struct snapshot *snapshot, uint32_t number);

/* The newest snapshot, kept alive until it is unpinned; NULL before the first. */
struct snapshot *snapshot_pin(void **pin);
void snapshot_unpin(void *pin);
struct snapshot *snapshot_current(void);
/* Puts a newer snapshot in place of `old`; false when somebody else did so before. */
bool snapshot_replace(struct snapshot *old, struct snapshot *new);

#endif
