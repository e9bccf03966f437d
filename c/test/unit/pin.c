#include "../../core/pin.h"

#include <pthread.h>

#include "../../core/process.h"
#include "../check.h"
#include "snapshots.h"
#include "table.h"

static struct snapshot *made(const char *text, uint32_t generation)
{
    return snapshot_of(&table, text, generation);
}

/* Readers see a whole snapshot as long as they have it pinned, however often it is replaced. */
static int done;

static void *read_on(void *wrong)
{
    while (!__atomic_load_n(&done, __ATOMIC_RELAXED)) {
        void *pin;
        struct snapshot *snapshot = pin_take(&pin);
        for (int i = 0; snapshot && i < 20; i++)
            if (snapshot->selector_count != 1 || snapshot->rules[0].policy.after != snapshot->generation)
                ++*(long *)wrong;
        pin_release(pin);
    }
    return NULL;
}

static void replacing(void)
{
    pthread_t threads[4];
    long wrong[4] = {0};
    static char texts[3000][32];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, read_on, &wrong[i]);
    for (uint32_t generation = 1; generation < 3000; generation++) {
        sprintf(texts[generation], "/a:EIO@after=%u", generation);
        void *pin;
        struct snapshot *old = pin_take(&pin);
        CHECK(pin_replace(old, made(texts[generation], generation)), 1);
        pin_release(pin);
        pin_retire(old);
        CHECK(pin_take(&pin)->generation, generation);
        pin_release(pin);
    }
    __atomic_store_n(&done, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        CHECK(wrong[i], 0);
    }
    struct snapshot *stale = made("/a:EIO", 1);
    CHECK(pin_replace(NULL, stale), 0);
    pin_retire(stale);
}

/* The same with three who replace it at the same time: of those that lost the race nothing is seen. */
static void *replace_on(void *unused)
{
    for (uint32_t round = 1; round < 2000; round++) {
        void *pin;
        struct snapshot *old = pin_take(&pin), *new = made("/a:EIO@after=7", 7);
        bool replaced = pin_replace(old, new);
        pin_release(pin);
        pin_retire(replaced ? old : new);
    }
    return unused;
}

static void racing(void)
{
    pthread_t readers[3], writers[3];
    long wrong[3] = {0};
    void *pin;
    struct snapshot *old = pin_take(&pin);
    CHECK(pin_replace(old, made("/a:EIO@after=7", 7)), 1);
    pin_release(pin);
    pin_retire(old);
    done = 0;
    for (int i = 0; i < 3; i++) {
        pthread_create(&readers[i], NULL, read_on, &wrong[i]);
        pthread_create(&writers[i], NULL, replace_on, NULL);
    }
    for (int i = 0; i < 3; i++)
        pthread_join(writers[i], NULL);
    __atomic_store_n(&done, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < 3; i++) {
        pthread_join(readers[i], NULL);
        CHECK(wrong[i], 0);
    }
}

/* With more pins than there is room for, nothing is given back any more: nobody knows who reads what. */
static void pinned_for_ever(void)
{
    void *pin;
    struct snapshot *old = pin_take(&pin), *last = old;
    for (int i = 0; i < 64; i++)
        last = pin_take(&pin);
    CHECK(last == old, 1);
    CHECK(pin == NULL, 1);
    CHECK(pin_replace(old, made("/a:EIO", 8)), 1);
    pin_retire(old);
    struct snapshot *unread = made("/a:EIO", 9);
    pin_retire(unread);
    CHECK(old->generation, 7);
    CHECK(unread->generation, 9);
}

int main(void)
{
    process_start(false, 0);
    replacing();
    racing();
    pinned_for_ever();
    CHECK_END;
}
