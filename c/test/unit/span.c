#include "../../time/span.h"

#include "../../core/value.h"
#include "../check.h"

#define ONE VALUE_FACTOR_ONE
#define SECOND SPAN_SECOND

static void times(void)
{
    static const struct {
        int64_t nanoseconds;
        long seconds, rest;
    } rows[] = {
        {0, 0, 0},
        {1, 0, 1},
        {SECOND, 1, 0},
        {SECOND - 1, 0, SECOND - 1},
        {1500000000, 1, 500000000},
        {-1, -1, 999999999},
        {-SECOND, -1, 0},
        {-1500000000, -2, 500000000},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct timespec time = span_timespec(rows[i].nanoseconds);
        CHECK(time.tv_sec, rows[i].seconds);
        CHECK(time.tv_nsec, rows[i].rest);
        CHECK(span_of(&time), rows[i].nanoseconds);
        struct timeval micro = span_timeval(rows[i].nanoseconds);
        CHECK(micro.tv_sec, rows[i].seconds);
        CHECK(micro.tv_usec, rows[i].rest / 1000);
        CHECK(span_of_micro(&micro), rows[i].nanoseconds - time.tv_nsec % 1000);
    }
}

static void plain(void)
{
    static const struct {
        struct timespec time;
        bool plain;
    } rows[] = {
        {{0, 0}, true},           {{1, 999999999}, true}, {{5499999999, 0}, true},
        {{5500000000, 0}, false}, {{0, SECOND}, false},   {{0, -1}, false},
        {{-1, 0}, false},         {{-1, 5}, false},       {{INT64_MAX, 0}, false},
    };
    for (size_t i = 0; i < ROWS(rows); i++)
        CHECK(span_is_plain(&rows[i].time), rows[i].plain);
}

static void factors(void)
{
    static const struct {
        int64_t span;
        uint64_t factor;
        int64_t shrunk;
    } rows[] = {
        {SECOND, 2 * ONE, SECOND / 2},
        {SECOND, ONE / 2, 2L * SECOND},
        {SECOND, ONE, SECOND},
        {SECOND, 1000 * ONE, 1000000},
        {1, 1000 * ONE, 1}, /* never less than it takes */
        {3, 2 * ONE, 2},
        {0, 2 * ONE, 0},
        {-5, 2 * ONE, -5},
        {4000000000 * SECOND, 1000 * ONE, 4000000 * (int64_t)SECOND},
        {4000000000 * SECOND, ONE / 1000, 5400000000000000000},
    };
    for (size_t i = 0; i < ROWS(rows); i++)
        CHECK(span_shrink(rows[i].span, rows[i].factor), rows[i].shrunk);
    CHECK(span_grow(SECOND, 3 * ONE), 3L * SECOND);
    CHECK(span_grow(-SECOND, 3 * ONE), -3L * SECOND);
    CHECK(span_grow(7, ONE / 2), 3);
    CHECK(span_grow(INT64_C(1) << 60, ONE), INT64_C(1) << 60);
    CHECK(span_grow(INT64_C(1) << 60, 8 * ONE), INT64_MAX);
}

/* Whoever sleeps for what a span shrinks to has slept for the span, and hardly longer. */
static void there_and_back(void)
{
    static const double rates[] = {0.001, 0.3, 0.999, 1, 1.001, 2, 3, 7.7, 1000};
    for (size_t i = 0; i < ROWS(rates); i++) {
        uint64_t factor = (uint64_t)(rates[i] * (double)ONE);
        for (int64_t span = 1; span < INT64_C(1) << 52; span = span * 3 + 1) {
            int64_t back = span_grow(span_shrink(span, factor), factor);
            CHECK(back >= span, 1);
            CHECK(back - span <= (int64_t)rates[i] + 1, 1);
        }
    }
}

int main(void)
{
    times();
    plain();
    factors();
    there_and_back();
    CHECK_END;
}
