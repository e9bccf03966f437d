#include "../../memory/standin.h"

#include <stdint.h>

#include "../check.h"

struct real real;
/* Unknown to the compiler, which knows better than to ask for so much. */
static volatile size_t most = SIZE_MAX;

static void keeps_what_is_there(void)
{
    struct real slots;
    memset(&slots, 0, sizeof slots);
    slots.mlock2 = mlock2;
    slots.reallocarray = reallocarray;
    slots.pvalloc = pvalloc;
    standin_fill(&slots);
    CHECK(slots.mlock2 == mlock2 && slots.reallocarray == reallocarray && slots.pvalloc == pvalloc, true);
}

static void allocates(void)
{
    char *block = real.reallocarray(NULL, 10, 10);
    memset(block, 7, 100);
    block = real.reallocarray(block, 100, 100);
    CHECK(block[99], 7);
    errno = 0;
    CHECK(real.reallocarray(block, most / 2, 3) == NULL, true);
    CHECK(errno, ENOMEM);
    real.free(block);
    char *pages = real.pvalloc(1);
    CHECK((uintptr_t)pages % 4096, 0);
    memset(pages, 7, 4096);
    real.free(pages);
    errno = 0;
    CHECK(real.pvalloc(most) == NULL, true);
    CHECK(errno, ENOMEM);
}

static void locks(void)
{
    char *page = real.memalign(4096, 4096);
    CHECK(real.mlock2(page, 4096, 0), 0);
    errno = 0;
    CHECK(real.mlock2(page, 4096, ~0u), -1);
    CHECK(errno, EINVAL);
    munlock(page, 4096);
    real.free(page);
}

int main(void)
{
    real.realloc = realloc;
    real.memalign = memalign;
    real.free = free;
    keeps_what_is_there();
    standin_fill(&real);
    allocates();
    locks();
    CHECK_END;
}
