/* A shared object whose constructor gets memory in every way, before or after the library's own. */
#include <malloc.h>
#include <sys/mman.h>

#include "probe.h"

static char *block, *cleared, *copy;
static void *aligned, *pages;

__attribute__((constructor)) static void early(void)
{
    errno = 77;
    block = malloc(100);
    cleared = calloc(10, 10);
    copy = strdup("early");
    MUST(posix_memalign(&aligned, 256, 100) == 0);
    pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(errno == 77 || errno == ENOMEM);
    say("early %d %d %d %d", block != NULL, cleared != NULL, copy != NULL, pages != MAP_FAILED);
    if (block)
        MUST((block = realloc(memset(block, 1, 100), 100000)));
}

/* What was got early is given back late. */
__attribute__((destructor)) static void late(void)
{
    free(block);
    free(cleared);
    free(copy);
    free(aligned);
    if (pages != MAP_FAILED)
        MUST(munmap(pages, 8192) == 0);
    say("late");
}
