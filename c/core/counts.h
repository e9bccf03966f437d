/* The counts of the rules: docs/telemetry.md, rule table. Lock-free, async-signal-safe. */
#ifndef CHAOS_COUNTS_H
#define CHAOS_COUNTS_H

#include "rule.h"
#include "segment.h"

/* Entries of the first table, which is in the home. */
#define COUNTS_IN_HOME 32

/* Begins anew, with a home. */
void counts_start(const struct segment *home);
/* Of the rule with that key; they take room from the first time on. Never NULL. */
struct rule_counts *counts_of(uint64_t key);

#endif
