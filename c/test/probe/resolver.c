/* A shared object that gets memory in the resolver of an indirect function, while it is relocated: the libraries before
 * it in the list are not yet, those behind it are. Its constructor uses and gives back what was got. */
#include <malloc.h>

#include "probe.h"

static char *kept[4];

static int answer_well(void)
{
    return 42;
}

static int (*resolve(void))(void)
{
    char *block = malloc(100), *cleared = calloc(10, 100), *large = malloc(100000);
    volatile size_t most = SIZE_MAX;
    if (!block || !cleared || !large || malloc(most))
        return NULL;
    memset(large, 3, 100000);
    kept[0] = memset(block, 1, 100);
    kept[1] = memset(cleared, cleared[999] ? 9 : 2, 1000);
    kept[2] = realloc(large, 200000);
    kept[3] = realloc(realloc(NULL, 10), 5);
    char *volatile dropped = malloc(0);
    free(dropped);
    dropped = NULL;
    free(dropped);
    return answer_well;
}

static int answer(void) __attribute__((ifunc("resolve")));
static int (*pointer)(void) = answer;

__attribute__((constructor)) static void early(void)
{
    MUST(kept[0][99] == 1 && kept[1][999] == 2 && kept[2][99999] == 3 && kept[3]);
    MUST(malloc_usable_size(kept[0]) >= 100 && malloc_usable_size(kept[2]) >= 200000);
    MUST((kept[0] = realloc(kept[0], 1000000)) && kept[0][99] == 1);
    MUST((kept[1] = realloc(kept[1], 10)) && kept[1][9] == 2);
    for (int i = 0; i < 4; i++)
        free(kept[i]);
    say("resolved %d", pointer());
}
