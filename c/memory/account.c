#include "account.h"

#define BEING_BEGUN UINT64_MAX

bool account_begin(struct account *account)
{
    uint64_t before = load_acquire(&account->rules), now = account_rules();
    if (before == now || before == BEING_BEGUN || !swap_acquire_release(&account->rules, &before, BEING_BEGUN))
        return false;
    store_relaxed(&account->held, 0);
    store_release(&account->rules, now);
    return true;
}

bool account_take(struct account *account, uint64_t bytes, uint64_t limit)
{
    int64_t held = load_relaxed(&account->held);
    do
        if (bytes && (held > (int64_t)limit || bytes > limit - (uint64_t)held))
            return false;
    while (!swap_acquire_release(&account->held, &held, held + (int64_t)bytes));
    return true;
}

void account_add(struct account *account, int64_t bytes)
{
    add_relaxed(&account->held, bytes);
}
