#include "../../time/frozen.h"

#include <pthread.h>

#include "../check.h"

static void one_rule(void)
{
    CHECK(frozen_value(1, 0, 1, 100), 100);
    CHECK(frozen_value(1, 0, 1, 200), 100);
    /* Each clock and each rule for itself. */
    CHECK(frozen_value(1, 1, 1, 300), 300);
    CHECK(frozen_value(2, 0, 1, 400), 400);
    CHECK(frozen_value(1, 0, 1, 500), 100);
    /* Other rules changed, and changed again. */
    CHECK(frozen_value(1, 0, 2, 600), 100);
    CHECK(frozen_value(1, 0, 3, 700), 100);
    /* It was away in between. */
    CHECK(frozen_value(1, 0, 5, 800), 800);
    CHECK(frozen_value(1, 0, 5, 900), 800);
}

/* The values of more rules than there is room for are found for as long as it lasts, the newest always. */
static void many_rules(void)
{
    for (uint64_t rule = 1000; rule < 1200; rule++) {
        CHECK(frozen_value(rule, 0, 9, (int64_t)rule), rule);
        CHECK(frozen_value(rule, 0, 9, 7), rule);
    }
}

#define THREADS 8

static pthread_barrier_t barrier;

static void *freeze(void *argument)
{
    int64_t *value = argument;
    pthread_barrier_wait(&barrier);
    *value = frozen_value(77, 0, 9, *value);
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
    racing();
    many_rules();
    CHECK_END;
}
