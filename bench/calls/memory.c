#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

#include "worker.h"

#define PAGE 4096

static void *mapped(void)
{
    void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(page != MAP_FAILED, "mmap");
    return page;
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
    (void)worker;
    while (length--)
        check(munmap(mapped(), PAGE) == 0, "munmap");
}

NOINLINE void phase_mprotect(struct worker *worker, long length)
{
    void *page = mapped();
    (void)worker;
    while (length--)
        check(mprotect(page, PAGE, length & 1 ? PROT_READ : PROT_READ | PROT_WRITE) == 0, "mprotect");
    munmap(page, PAGE);
}
