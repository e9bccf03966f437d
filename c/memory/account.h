/* How many bytes the process holds of what a LIMIT is on. An account begins at 0 with the first request that a LIMIT
 * of the present rules is on; other rules end it, and what a call that began under these takes or gives back later is
 * no part of the next. Lock-free, async-signal-safe. */
#ifndef CHAOS_MEMORY_ACCOUNT_H
#define CHAOS_MEMORY_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/library.h"
#include "ranges.h"

#define ACCOUNT_RULES_BITS 12

struct account {
    /* The number of the rules that it is kept under, 0 being none; above it the bytes held, below 0 when more was given
     * back than taken since. */
    uint64_t word;
};

/* The number of the present rules, which others have again that come RANGES_RULES reloads later. */
static inline uint32_t account_rules(void)
{
    return library_rules() % RANGES_RULES + 1;
}

/* The number of the present rules if the account is kept under them, else 0. */
static inline uint32_t account_kept(const struct account *account)
{
    uint32_t rules = load_acquire(&account->word) & RANGES_RULES;
    return UNLIKELY(rules) && rules == account_rules() ? rules : 0;
}

/* From now on it is kept under the present rules. */
void account_begin(struct account *account);
/* Takes bytes if the limit is not passed by them; none always fit, and any in an account that is kept no more. */
bool account_take(struct account *account, uint32_t rules, uint64_t bytes, uint64_t limit);
/* Adds to what is held, or, below 0, gives back. */
void account_add(struct account *account, uint32_t rules, int64_t bytes);

#endif
