/* The counts of the rules: docs/telemetry.md, rule table. Async-signal-safe. */
#ifndef CHAOS_COUNTS_H
#define CHAOS_COUNTS_H

#include "rule.h"
#include "segment.h"

/* Entries of the first table, which is in the home. Behind them come some for threads alone: two make a cache line, of
 * which the thread uses the first. */
#define COUNTS_IN_HOME 32
#define COUNTS_OWN_ENTRIES 2
#define COUNTS_OWN_IN_HOME 8
#define COUNTS_ENTRIES_IN_HOME (COUNTS_IN_HOME + COUNTS_OWN_IN_HOME * COUNTS_OWN_ENTRIES)

/* Begins anew, with a home. */
void counts_start(const struct segment *home);
/* Of the rule with that key; they take room from the first time on. Never NULL. */
struct rule_counts *counts_of(uint64_t key);
/* Of the same rule, for one thread alone, which asks once. NULL: there is no room, or no run. */
struct rule_counts *counts_of_thread(uint64_t key);

#endif
