#include "../../memory/account.h"

#include "../../core/library.h"
#include "../check.h"

struct watch library_watch;
static struct account account;

static void rules(uint64_t generation)
{
    library_watch.state = generation << 32;
}

static void is_kept_under_the_rules_it_began_with(void)
{
    CHECK(account_kept(&account), false);
    CHECK(account_begin(&account), true);
    CHECK(account_begin(&account), false);
    account_add(&account, 100);
    CHECK(account_kept(&account), true);
    CHECK(account.held, 100);
    rules(1);
    CHECK(account_kept(&account), false);
    CHECK(account_begin(&account), true);
    CHECK(account.held, 0);
}

static void takes_up_to_the_limit(void)
{
    static const struct {
        const char *about;
        int64_t held;
        uint64_t bytes, limit;
        bool fits;
    } rows[] = {
        {"all that is left", 60, 40, 100, true},
        {"one byte more", 60, 41, 100, false},
        {"nothing, of nothing", 100, 0, 100, true},
        {"nothing, of less than nothing", 150, 0, 100, true},
        {"something, of less than nothing", 150, 1, 100, false},
        {"what was given back before", -50, 150, 100, true},
        {"more than that", -50, 151, 100, false},
        {"all there can be", 0, UINT64_MAX, 100, false},
        {"all there can be, though much was given back", -50, UINT64_MAX, (uint64_t)1 << 61, false},
        {"no byte allowed", 0, 1, 0, false},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        account.held = rows[i].held;
        CHECK_FOR(rows[i].about, account_take(&account, rows[i].bytes, rows[i].limit), rows[i].fits);
        CHECK_FOR(rows[i].about, account.held, rows[i].held + (rows[i].fits ? (int64_t)rows[i].bytes : 0));
    }
}

int main(void)
{
    is_kept_under_the_rules_it_began_with();
    takes_up_to_the_limit();
    CHECK_END;
}
