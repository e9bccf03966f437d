/* How many bytes the process holds of what a LIMIT is on. An account begins at 0 with the first request that a LIMIT
 * of the present rules is on; other rules end it. Lock-free, async-signal-safe. */
#ifndef CHAOS_MEMORY_ACCOUNT_H
#define CHAOS_MEMORY_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "../core/library.h"

struct account {
    uint64_t rules; /* 1 + the generation of the rules that it is kept under; 0: none */
    int64_t held;   /* below 0 when more was given back than taken since */
};

/* What `rules` is of an account that is kept under the present rules. */
static inline uint64_t account_rules(void)
{
    return (uint64_t)library_rules() + 1;
}

/* Whether the account is kept under the present rules. */
static inline bool account_kept(const struct account *account)
{
    uint64_t rules = load_acquire(&account->rules);
    return UNLIKELY(rules) && rules == account_rules();
}

/* Whether it was not, and is from now on: what belongs to it begins anew. */
bool account_begin(struct account *account);
/* Takes bytes if the limit is not passed by them; none always fit. */
bool account_take(struct account *account, uint64_t bytes, uint64_t limit);
/* Adds to what is held, or, below 0, gives back. */
void account_add(struct account *account, int64_t bytes);

#endif
