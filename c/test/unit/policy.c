#include "../../core/policy.h"

#include "../check.h"

#define MS ((uint64_t)NANOSECONDS_PER_MILLISECOND)
#define ONE PROBABILITY_ONE

static void good(void)
{
    static const struct {
        const char *text;
        uint64_t probability, after, every, times, budget, from, until, site;
        const char *nth, *exe, *id;
    } rows[] = {
        {"0.25", ONE / 4, 0, 0, 0, 0, 0, 0, 0, "", "", ""},
        {"1", ONE, 0, 0, 0, 0, 0, 0, 0, "", "", ""},
        {"p=0.5", ONE / 2, 0, 0, 0, 0, 0, 0, 0, "", "", ""},
        {"after=3", ONE, 3, 0, 0, 0, 0, 0, 0, "", "", ""},
        {"after=0", ONE, 0, 0, 0, 0, 0, 0, 0, "", "", ""},
        {"every=2,times=9,budget=4", ONE, 0, 2, 9, 4, 0, 0, 0, "", "", ""},
        {"nth=1|5|12", ONE, 0, 0, 0, 0, 0, 0, 0, "1|5|12", "", ""},
        {"from=250ms,until=1.5s", ONE, 0, 0, 0, 0, 250 * MS, 1500 * MS, 0, "", "", ""},
        {"from=20", ONE, 0, 0, 0, 0, 20 * MS, 0, 0, "", "", ""},
        {"exe=work*er-?,id=a.b_C-9", ONE, 0, 0, 0, 0, 0, 0, 0, "", "work*er-?", "a.b_C-9"},
        {"site=00ff", ONE, 0, 0, 0, 0, 0, 0, 255, "", "", ""},
        {"id=x,p=0,after=1,every=2,nth=3,times=4,budget=5,from=6,until=7,exe=e,site=8", 0, 1, 2, 4, 5, 6 * MS, 7 * MS,
         8, "3", "e", "x"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct policy policy;
        struct text where;
        const char *about = rows[i].text, *wrong = policy_parse(text_of(about), &policy, &where);
        CHECK_FOR(wrong ? wrong : about, !wrong, true);
        CHECK_FOR(about, policy.probability, rows[i].probability);
        CHECK_FOR(about, policy.after, rows[i].after);
        CHECK_FOR(about, policy.every, rows[i].every);
        CHECK_FOR(about, policy.times, rows[i].times);
        CHECK_FOR(about, policy.budget, rows[i].budget);
        CHECK_FOR(about, policy.from, rows[i].from);
        CHECK_FOR(about, policy.until, rows[i].until);
        CHECK_FOR(about, policy.site, rows[i].site);
        CHECK_TEXT_FOR(about, policy.nth, rows[i].nth);
        CHECK_TEXT_FOR(about, policy.exe, rows[i].exe);
        CHECK_TEXT_FOR(about, policy.id, rows[i].id);
    }
}

/* What is wrong begins with these words, at this byte of the text. */
static void bad(void)
{
    static const struct {
        const char *text;
        long at;
        const char *reason;
    } rows[] = {
        {"", 0, "unknown term"},
        {"1.5", 0, "a probability is from"},
        {".", 0, "a probability is from"},
        {"0.5,after=1", 0, "a probability is from"},
        {"-1", 0, "unknown term"},
        {"after", 0, "after wants"},
        {"after=", 0, "after wants"},
        {"after=x", 0, "after wants"},
        {"p=0.1,every=0", 6, "every wants"},
        {"p=2", 0, "p wants"},
        {"p=", 0, "p wants"},
        {"nth=", 0, "nth wants"},
        {"nth=0", 0, "nth wants"},
        {"nth=1|", 0, "nth wants"},
        {"nth=|1", 0, "nth wants"},
        {"nth=1||2", 0, "nth wants"},
        {"times=0", 0, "times wants"},
        {"budget=0", 0, "budget wants"},
        {"from=x", 0, "from wants"},
        {"until=0", 0, "until wants"},
        {"from=2s,until=1s", 8, "from has to be before until"},
        {"until=1s,from=1s", 9, "from has to be before until"},
        {"exe=", 0, "exe wants"},
        {"site=xyz", 0, "site wants"},
        {"site=0", 0, "site wants"},
        {"id=", 0, "id wants"},
        {"id=a b", 0, "id wants"},
        {"id=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0, "id wants"},
        {"p=0.1,p=0.2", 6, "this term is given twice"},
        {"p=0.1,,after=1", 6, "unknown term"},
        {"p=0.1,", 0, "no term follows"},
        {"P=0.1", 0, "unknown term"},
        {"p =0.1", 0, "unknown term"},
        {"odds=1", 0, "unknown term"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct policy policy;
        struct text text = text_of(rows[i].text), where = {NULL, 0};
        const char *wrong = policy_parse(text, &policy, &where);
        CHECK_FOR(rows[i].text, wrong != NULL, true);
        if (!wrong)
            continue;
        CHECK_FOR(wrong, strncmp(wrong, rows[i].reason, strlen(rows[i].reason)), 0);
        CHECK_FOR(rows[i].text, where.start - text.start, rows[i].at);
    }
}

static void lists(void)
{
    struct text nth = text_of("1|5|12");
    static const struct {
        uint64_t number;
        bool listed;
    } rows[] = {{0, false}, {1, true}, {2, false}, {5, true}, {12, true}, {15, false}};
    for (size_t i = 0; i < ROWS(rows); i++)
        CHECK(policy_nth_has(nth, rows[i].number), rows[i].listed);
}

int main(void)
{
    good();
    bad();
    lists();
    CHECK_END;
}
