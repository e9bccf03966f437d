/* Snapshots of rule texts, for units. */
#ifndef CHAOS_TEST_SNAPSHOTS_H
#define CHAOS_TEST_SNAPSHOTS_H

#include <stdlib.h>

#include "../../core/snapshot.h"
#include "../check.h"

/* Of a text without a mistake, which stays where it is. */
static inline struct snapshot *snapshot_of(const struct grammar_table *table, const char *text, uint32_t generation)
{
    struct grammar_mistake mistake = {0, 0, ""};
    struct rule *rules = calloc(grammar_lines(text_of(text)) + 1, sizeof *rules);
    long count = grammar_read(table, text_of(text), rules, &mistake);
    CHECK_FOR(mistake.reason, count >= 0, 1);
    struct snapshot *snapshot = snapshot_make(table, rules, (size_t)count, text_of(text), 0, generation);
    free(rules);
    return snapshot;
}

#endif
