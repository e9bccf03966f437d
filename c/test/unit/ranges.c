#include "../../memory/ranges.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"

#define RULES RANGES_RULES
#define ALL 0, UINT64_MAX

static pthread_barrier_t barrier;

static void *add_at_once(void *thread)
{
    uint64_t start = ((uint64_t)thread + 1) << 32;
    pthread_barrier_wait(&barrier);
    return (void *)(uintptr_t)ranges_add(RULES, start, start + 0x1000);
}

/* Threads that are the first ones, in many a process. */
static void begins(void)
{
    for (int i = 0; i < 40; i++) {
        int status = 1;
        pid_t child = fork();
        if (!child) {
            pthread_t threads[4];
            pthread_barrier_init(&barrier, NULL, ROWS(threads));
            for (size_t k = 0; k < ROWS(threads); k++)
                pthread_create(&threads[k], NULL, add_at_once, (void *)k);
            for (size_t k = 0; k < ROWS(threads); k++)
                pthread_join(threads[k], NULL);
            exit(ranges_remove(RULES, ALL) != 4 * 0x1000);
        }
        waitpid(child, &status, 0);
        CHECK(status, 0);
    }
}

static void cuts(void)
{
    static const struct {
        const char *about;
        uint64_t start, end, removed;
    } rows[] = {
        {"before it", 0x1000, 0x4000, 0},       {"behind it", 0x8000, 0x9000, 0},
        {"its head", 0x3000, 0x5000, 0x1000},   {"its tail", 0x7000, 0x9000, 0x1000},
        {"its middle", 0x5000, 0x6000, 0x1000}, {"all of it", 0x4000, 0x8000, 0x4000},
        {"more than it", 0x0, 0xffff0, 0x4000}, {"nothing of it", 0x5000, 0x5000, 0},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        CHECK(ranges_add(RULES, 0x4000, 0x8000), true);
        CHECK_FOR(rows[i].about, ranges_remove(RULES, rows[i].start, rows[i].end), rows[i].removed);
        CHECK_FOR(rows[i].about, ranges_remove(RULES, rows[i].start, rows[i].end), 0);
        CHECK_FOR(rows[i].about, ranges_remove(RULES, ALL), 0x4000 - rows[i].removed);
    }
}

static void add_many(uint32_t rules, uint64_t count)
{
    for (uint64_t i = 1; i <= count; i++)
        CHECK(ranges_add(rules, i * 0x2000, i * 0x2000 + 0x1000), true);
}

/* Ranges of older rules are none, and leave room for others, those of newer ones don't. The numbers begin again. */
static void belongs_to_rules(void)
{
    const uint32_t newer = 1;
    add_many(RULES, 2500);
    CHECK(ranges_remove(newer, ALL), 0);
    add_many(newer, 1000);
    CHECK(ranges_remove(RULES, ALL), 1500 * 0x1000);
    add_many(RULES, 2500);
    CHECK(ranges_remove(newer, ALL), 1000 * 0x1000);
    CHECK(ranges_remove(RULES, ALL), 2500 * 0x1000);
}

static void crosses(void)
{
    for (uint64_t i = 1; i <= 10; i++)
        CHECK(ranges_add(RULES, i * 0x10000, i * 0x10000 + 0x4000), true);
    CHECK(ranges_remove(RULES, 0x21000, 0x52000), 0x3000 + 0x4000 + 0x4000 + 0x2000);
    CHECK(ranges_remove(RULES, 0x20000, 0x30000), 0x1000);
    CHECK(ranges_remove(RULES, ALL), 6 * 0x4000 + 0x2000);
}

static void moves(void)
{
    const uint64_t up = (uint64_t)1 << 63;
    CHECK(ranges_add(RULES, 0x4000, 0x8000), true);
    CHECK(ranges_add(RULES, 0xa000, 0xc000), true);
    CHECK(ranges_move(RULES, 0x6000, 0xb000, up), 0x3000);
    CHECK(ranges_held(RULES, 0, up), 0x2000 + 0x1000);
    CHECK(ranges_held(RULES, up + 0x6000, up + 0x8000), 0x2000);
    CHECK(ranges_held(RULES, up + 0xa000, up + 0xb000), 0x1000);
    CHECK(ranges_move(RULES, up, UINT64_MAX, up), 0x3000);
    CHECK(ranges_held(RULES, 0x4000, 0x8000), 0x4000);
    CHECK(ranges_held(RULES, 0x8000, 0xa000), 0);
    CHECK(ranges_remove(RULES, ALL), 0x6000);
}

/* More than one table holds. */
static void many(void)
{
    add_many(RULES, 2500);
    for (uint64_t i = 1; i <= 2500; i += 2)
        CHECK(ranges_remove(RULES, i * 0x2000, i * 0x2000 + 0x2000), 0x1000);
    CHECK(ranges_remove(RULES, ALL), 1250 * 0x1000);
}

/* Against a page by page account, with the same random numbers every time. */
static void agrees(void)
{
    static bool pages[256];
    uint64_t random = 1;
    for (int step = 0; step < 5000; step++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint64_t start = random >> 33 & 255, end = start + 1 + (random >> 41 & 31), held = 0;
        end = end > 256 ? 256 : end;
        for (uint64_t page = start; page < end; page++) {
            held += pages[page];
            pages[page] = random >> 60 & 1;
        }
        uint64_t base = 0x100000;
        CHECK(ranges_remove(RULES, base + start * 4096, base + end * 4096), held * 4096);
        if (random >> 60 & 1)
            CHECK(ranges_add(RULES, base + start * 4096, base + end * 4096), true);
    }
    ranges_remove(RULES, ALL);
}

/* Each thread has addresses of its own. */
static void *churn(void *thread)
{
    uint64_t base = ((uint64_t)thread + 1) << 32, wrong = 0;
    for (uint64_t i = 0; i < 500; i++) {
        uint64_t start = base + i % 50 * 0x10000;
        wrong += !ranges_add(RULES, start, start + 0x4000);
        wrong += ranges_remove(RULES, start + 0x1000, start + 0x2000) != 0x1000;
        wrong += ranges_remove(RULES, start, start + 0x10000) != 0x3000;
    }
    return (void *)wrong;
}

static void together(void)
{
    pthread_t threads[4];
    void *wrong;
    for (size_t i = 0; i < ROWS(threads); i++)
        pthread_create(&threads[i], NULL, churn, (void *)i);
    for (size_t i = 0; i < ROWS(threads); i++) {
        pthread_join(threads[i], &wrong);
        CHECK(wrong, 0);
    }
    CHECK(ranges_remove(RULES, ALL), 0);
}

int main(void)
{
    begins();
    cuts();
    belongs_to_rules();
    crosses();
    moves();
    many();
    agrees();
    together();
    CHECK_END;
}
