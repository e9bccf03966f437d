#include "../../time/frozen.h"

#include <pthread.h>

#include "../check.h"

/* What the rule of that number makes of a clock when it is read. */
static int64_t read_at(uint64_t rule, clockid_t clock, uint32_t generation, int64_t now)
{
    return frozen_value(rule << 32, clock, generation, true, now);
}

static void stay(uint64_t rule, uint32_t generation, uint32_t next)
{
    frozen_stay(rule << 32, generation, next);
}

static void one_rule(void)
{
    CHECK(read_at(1, 0, 1, 100), 100);
    CHECK(read_at(1, 0, 1, 200), 100);
    /* Each clock and each rule for itself. */
    CHECK(read_at(1, 1, 1, 300), 300);
    CHECK(read_at(2, 0, 1, 400), 400);
    CHECK(read_at(1, 0, 1, 500), 100);
    CHECK(read_at(1, -6, 1, 600), 600);
    /* Other rules changed, and changed again. */
    stay(1, 1, 2);
    CHECK(read_at(1, 0, 2, 600), 100);
    stay(1, 2, 3);
    stay(1, 3, 4);
    CHECK(read_at(1, 0, 4, 700), 100);
    CHECK(read_at(1, 1, 4, 700), 300);
    /* A thread is behind. */
    CHECK(read_at(1, 0, 3, 700), 100);
    CHECK(read_at(1, 0, 4, 700), 100);
    /* It was away in between. */
    stay(1, UINT32_MAX, 6);
    CHECK(read_at(1, 0, 6, 800), 800);
    CHECK(read_at(1, 0, 6, 900), 800);
    CHECK(read_at(2, 0, 6, 900), 900);
}

static void nobody_reads(void)
{
    CHECK(frozen_value((uint64_t)3 << 32, 0, 1, false, 100), 100);
    CHECK(frozen_value((uint64_t)3 << 32, 0, 1, false, 200), 200);
    stay(3, 1, 2);
    CHECK(read_at(3, 0, 2, 300), 300);
    CHECK(frozen_value((uint64_t)3 << 32, 0, 2, false, 400), 300);
}

/* The values of more rules than there is room for are found for as long as it lasts, the newest always. */
static void many_rules(void)
{
    for (uint64_t rule = 1000; rule < 1200; rule++) {
        CHECK(read_at(rule, 0, 9, (int64_t)rule), rule);
        CHECK(read_at(rule, 0, 9, 7), rule);
    }
}

#define THREADS 8

static pthread_barrier_t barrier;

static void *freeze(void *argument)
{
    int64_t *value = argument;
    pthread_barrier_wait(&barrier);
    *value = read_at(77, 0, 9, *value);
    return NULL;
}

/* Threads that come first at the same time are shown the same. */
static void racing(void)
{
    pthread_t threads[THREADS];
    int64_t values[THREADS];
    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        values[i] = 5000 + i;
        pthread_create(&threads[i], NULL, freeze, &values[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++)
        CHECK(values[i], values[0]);
}

int main(void)
{
    one_rule();
    nobody_reads();
    racing();
    many_rules();
    CHECK_END;
}
