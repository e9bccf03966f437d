#include "../../core/random.h"

#include <stdbool.h>

#include "../check.h"

/* The first numbers of SplitMix64 from the seed 1234567, as its authors' reference program gives them. */
static void known(void)
{
    static const uint64_t numbers[] = {6457827717110365317u, 3203168211198807973u, 9817491932198370423u,
                                       4593380528125082431u, 16408922859458223821u};
    for (uint64_t i = 0; i < ROWS(numbers); i++)
        CHECK(random_number(1234567, i + 1), numbers[i]);
}

static void keys(void)
{
    CHECK(random_key(1, 2) == random_key(1, 2), true);
    CHECK(random_key(1, 2) == random_key(2, 1), false);
    CHECK(random_key(0, 0) == random_key(0, 1), false);
    CHECK(random_key(0, 0) == 0, false);
}

/* Each of 10 classes gets its tenth of 100,000 numbers, give or take five standard deviations, whatever the key. */
static void uniform(void)
{
    for (uint64_t key = 0; key < 8; key++) {
        long seen[10] = {0};
        for (uint64_t i = 0; i < 100000; i++)
            seen[random_below(random_number(random_key(key, 7), i), 10)]++;
        for (int class = 0; class < 10; class ++)
            CHECK(seen[class] > 9525 && seen[class] < 10475, true);
    }
}

static void bounds(void)
{
    CHECK(random_below(0, 10), 0);
    CHECK(random_below(UINT64_MAX, 10), 9);
    CHECK(random_below(UINT64_MAX, 1), 0);
    CHECK(random_below(UINT64_MAX, UINT64_MAX), UINT64_MAX - 1);
}

int main(void)
{
    known();
    keys();
    uniform();
    bounds();
    CHECK_END;
}
