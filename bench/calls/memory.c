#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

#include "worker.h"

#define PAGE 4096

/* A page between two that are not accessible: what is mapped there becomes one with no neighbour, which takes time of
 * its own. */
static char *reserved(void)
{
    char *pages = mmap(NULL, 3 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(pages != MAP_FAILED, "mmap");
    return pages + PAGE;
}

static void release(char *page)
{
    munmap(page - PAGE, 3 * PAGE);
}

NOINLINE void phase_malloc_free(struct worker *worker, long length)
{
    (void)worker;
    while (length--) {
        void *block = malloc(64);
        check(block != NULL, "malloc");
        USED(block);
        free(block);
    }
}

NOINLINE void phase_realloc(struct worker *worker, long length)
{
    void *block = NULL;
    (void)worker;
    while (length--) {
        block = realloc(block, length & 1 ? 64 : 48);
        check(block != NULL, "realloc");
        USED(block);
    }
    free(block);
}

NOINLINE void phase_mmap_munmap(struct worker *worker, long length)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    char *page = reserved();
    (void)worker;
    while (length--) {
        check(mmap(page, PAGE, PROT_READ | PROT_WRITE, flags, -1, 0) == page, "mmap");
        check(munmap(page, PAGE) == 0, "munmap");
    }
    release(page);
}

NOINLINE void phase_mprotect(struct worker *worker, long length)
{
    char *page = reserved();
    (void)worker;
    while (length--)
        check(mprotect(page, PAGE, length & 1 ? PROT_READ : PROT_READ | PROT_WRITE) == 0, "mprotect");
    release(page);
}
