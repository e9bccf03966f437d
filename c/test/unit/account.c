#include "../../memory/account.h"

#include "../../core/library.h"
#include "../check.h"

struct watch library_watch;
static struct account account;

static void rules(uint64_t generation)
{
    library_watch.state = generation << 32;
}

static int64_t held(void)
{
    return (int64_t)account.word >> ACCOUNT_RULES_BITS;
}

static void is_kept_under_the_rules_it_began_with(void)
{
    CHECK(account_kept(&account), 0);
    account_begin(&account);
    uint32_t first = account_kept(&account);
    CHECK(first != 0, true);
    account_add(&account, first, 100);
    account_begin(&account);
    CHECK(account_kept(&account), first);
    CHECK(held(), 100);
    rules(1);
    CHECK(account_kept(&account), 0);
    account_begin(&account);
    CHECK(account_kept(&account) != first, true);
    CHECK(held(), 0);
}

static void other_rules_end_it(void)
{
    uint32_t before = account_kept(&account);
    rules(2);
    account_begin(&account);
    account_add(&account, before, 100);
    CHECK(account_take(&account, before, 100, 10), true);
    CHECK(held(), 0);
}

/* The number of no rules is 0, and that of the next is another one. */
static void numbers_rules(void)
{
    for (uint64_t generation = 0; generation < 3 * RANGES_RULES; generation++) {
        rules(generation);
        account_begin(&account);
        uint32_t number = account_kept(&account);
        CHECK(number >= 1 && number <= RANGES_RULES, true);
        rules(generation + 1);
        CHECK(account_kept(&account), 0);
    }
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
    uint32_t number = account_rules();
    for (size_t i = 0; i < ROWS(rows); i++) {
        account.word = ((uint64_t)rows[i].held << ACCOUNT_RULES_BITS) + number;
        CHECK_FOR(rows[i].about, account_take(&account, number, rows[i].bytes, rows[i].limit), rows[i].fits);
        CHECK_FOR(rows[i].about, held(), rows[i].held + (rows[i].fits ? (int64_t)rows[i].bytes : 0));
    }
}

int main(void)
{
    is_kept_under_the_rules_it_began_with();
    other_rules_end_it();
    numbers_rules();
    takes_up_to_the_limit();
    CHECK_END;
}
