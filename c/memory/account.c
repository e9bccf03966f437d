#include "account.h"

static bool is_under(uint64_t word, uint32_t rules)
{
    return (word & RANGES_RULES) == rules;
}

static uint64_t with(uint64_t word, uint64_t bytes)
{
    return word + (bytes << ACCOUNT_RULES_BITS);
}

void account_begin(struct account *account)
{
    uint64_t word = load_relaxed(&account->word);
    uint32_t rules = account_rules();
    while (!is_under(word, rules) && !swap_acquire_release(&account->word, &word, rules))
        ;
}

bool account_take(struct account *account, uint32_t rules, uint64_t bytes, uint64_t limit)
{
    uint64_t word = load_relaxed(&account->word);
    do {
        int64_t held = (int64_t)word >> ACCOUNT_RULES_BITS;
        if (!is_under(word, rules))
            return true;
        if (bytes && (held > (int64_t)limit || bytes > limit - (uint64_t)held))
            return false;
    } while (!swap_acquire_release(&account->word, &word, with(word, bytes)));
    return true;
}

void account_add(struct account *account, uint32_t rules, int64_t bytes)
{
    uint64_t word = load_relaxed(&account->word);
    while (is_under(word, rules) && !swap_acquire_release(&account->word, &word, with(word, (uint64_t)bytes)))
        ;
}
