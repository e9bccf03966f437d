#include "../../core/memo.h"

#include <pthread.h>

#include "../check.h"

static MEMO(shared, MEMO_ENTRIES);

/* Values tell which key they belong to. */
static void *hammer(void *wrong)
{
    uint64_t value;
    for (uint64_t round = 0; round < 200000; round++) {
        uint64_t key = 2 + round * 2654435761u % 500;
        if (memo_find(shared, MEMO_ENTRIES, key, &value) && value != key * 3)
            ++*(long *)wrong;
        memo_keep(shared, MEMO_ENTRIES, key, key * 3);
    }
    return NULL;
}

int main(void)
{
    static MEMO(memo, MEMO_ENTRIES);
    uint64_t value = 0;
    CHECK(memo_find(memo, MEMO_ENTRIES, 5, &value), false);
    memo_keep(memo, MEMO_ENTRIES, 5, 50);
    CHECK(memo_find(memo, MEMO_ENTRIES, 5, &value), true);
    CHECK(value, 50);
    memo_keep(memo, MEMO_ENTRIES, 5, 51);
    CHECK(memo_find(memo, MEMO_ENTRIES, 5, &value) && value == 51, true);
    for (uint64_t key = 0; key < 2; key++) {
        memo_keep(memo, MEMO_ENTRIES, key, 9);
        CHECK(memo_find(memo, MEMO_ENTRIES, key, &value), false);
    }
    for (uint64_t key = 100; key < 1100; key++)
        memo_keep(memo, MEMO_ENTRIES, key, key);
    unsigned found = 0;
    for (uint64_t key = 100; key < 1100; key++)
        if (memo_find(memo, MEMO_ENTRIES, key, &value)) {
            CHECK(value, key);
            found++;
        }
    CHECK(found > MEMO_ENTRIES / 2 && found <= MEMO_ENTRIES, true);

    pthread_t threads[4];
    long wrong[4] = {0};
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, hammer, &wrong[i]);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        CHECK(wrong[i], 0);
    }
    CHECK_END;
}
