#include "../../core/delay.h"

#include "../../core/random.h"
#include "../check.h"

#define MS ((uint64_t)NANOSECONDS_PER_MILLISECOND)

static void parsing(void)
{
    static const struct {
        const char *text, *wrong; /* the beginning of what is wrong */
        enum delay_kind kind;
        uint64_t first;
        double second;
    } rows[] = {
        {"250ms", NULL, DELAY_FIXED, 250 * MS, 0},
        {"5", NULL, DELAY_FIXED, 5 * MS, 0},
        {"uniform(10ms,50ms)", NULL, DELAY_UNIFORM, 10 * MS, 50e6},
        {"uniform(1,1)", NULL, DELAY_UNIFORM, 1 * MS, 1e6},
        {"normal( 20ms , 5ms )", NULL, DELAY_NORMAL, 20 * MS, 5e6},
        {"pareto(1s,1.5)", NULL, DELAY_PARETO, 1000 * MS, 1.5},
        {"soon", "expected a duration", DELAY_FIXED, 0, 0},
        {"", "expected a duration", DELAY_FIXED, 0, 0},
        {"uniform(50ms,10ms)", "uniform wants", DELAY_FIXED, 0, 0},
        {"uniform(10ms)", "uniform wants", DELAY_FIXED, 0, 0},
        {"uniform(10ms,50ms", "uniform wants", DELAY_FIXED, 0, 0},
        {"uniform(", "uniform wants", DELAY_FIXED, 0, 0},
        {"normal(x,5)", "normal wants", DELAY_FIXED, 0, 0},
        {"normal(1,2,3)", "normal wants", DELAY_FIXED, 0, 0},
        {"pareto(10ms,0)", "pareto wants", DELAY_FIXED, 0, 0},
        {"pareto(10ms,2s)", "pareto wants", DELAY_FIXED, 0, 0},
        {"gamma(1,2)", "expected a duration", DELAY_FIXED, 0, 0},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct delay delay = {DELAY_FIXED, 0, 0};
        const char *wrong = delay_parse(text_of(rows[i].text), &delay);
        CHECK_FOR(rows[i].text, wrong != NULL, rows[i].wrong != NULL);
        if (wrong && rows[i].wrong)
            CHECK_FOR(wrong, strncmp(wrong, rows[i].wrong, strlen(rows[i].wrong)), 0);
        if (wrong)
            continue;
        CHECK_FOR(rows[i].text, delay.kind, rows[i].kind);
        CHECK_FOR(rows[i].text, delay.first, rows[i].first);
        CHECK_FOR(rows[i].text, delay.second * 1000, rows[i].second * 1000);
    }
}

/* Mean and deviation of 20,000 draws, in milliseconds, and the share of draws below a bound. */
static void drawing(void)
{
    static const struct {
        const char *text;
        double mean, least, most, bound, share;
    } rows[] = {
        {"7ms", 7, 7, 7, 8, 1},
        {"uniform(10ms,50ms)", 30, 10, 50, 20, 0.25},
        {"normal(100ms,10ms)", 100, 40, 160, 90, 0.1587},
        {"normal(1ms,10ms)", 4.51, 0, 61, 0.000001, 0.4602},
        {"pareto(10ms,3)", 15, 10, 3600e3, 12.599, 0.5},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct delay delay;
        double sum = 0, below = 0, least = 1e18, most = 0;
        CHECK_FOR(rows[i].text, delay_parse(text_of(rows[i].text), &delay) == NULL, 1);
        for (uint64_t draw = 0; draw < 20000; draw++) {
            double value = (double)delay_draw(&delay, random_number(42, draw)) / 1e6;
            sum += value;
            below += value <= rows[i].bound;
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
        CHECK_FOR(rows[i].text, least >= rows[i].least && most <= rows[i].most, 1);
        CHECK_FOR(rows[i].text, sum / 20000 / rows[i].mean * 100 + 0.5 >= 98, 1);
        CHECK_FOR(rows[i].text, sum / 20000 / rows[i].mean * 100 - 0.5 <= 102, 1);
        CHECK_FOR(rows[i].text, below / 20000 > rows[i].share - 0.02 && below / 20000 < rows[i].share + 0.02, 1);
    }
    struct delay endless = {DELAY_PARETO, 3600000 * MS, 0.01};
    for (uint64_t draw = 0; draw < 1000; draw++)
        CHECK(delay_draw(&endless, random_number(1, draw)) <= 3600000 * MS, 1);
}

int main(void)
{
    parsing();
    drawing();
    CHECK_END;
}
