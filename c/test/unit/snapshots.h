/* Snapshots of rule texts, and checks of which selectors fit. */
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

/* The selectors that fit, the most specific first, between blanks. */
#define CHECK_FITS(about, snapshot, selection, wanted)                                                                 \
    check_fits(__FILE__, __LINE__, about, snapshot, selection, wanted)
static inline void check_fits(const char *file, int line, const char *about, const struct snapshot *snapshot,
                              const struct selection *selection, const char *wanted)
{
    char fits[1024] = "";
    for (uint32_t i = 0; i < selection->count; i++) {
        struct text selector = snapshot->selectors[selection->selectors[i]].text;
        strcat(fits, i ? " " : "");
        strncat(fits, selector.start, selector.length);
    }
    check_text(file, line, "selection", about, fits, strlen(fits), wanted);
}

#endif
