#include "pages.h"

#include <sys/auxv.h>
#include <sys/mman.h>

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif

static void *map(size_t size, int flags, int descriptor, uint64_t offset)
{
    long result = system_call(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, flags, descriptor, offset);
    return system_failed(result) ? NULL : (void *)result;
}

void *pages_allocate(size_t size)
{
    return map(size, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void pages_wipe_on_fork(void *pages, size_t size)
{
    system_call(SYS_madvise, pages, size, MADV_WIPEONFORK);
}

bool pages_wiping_is_pretended(void)
{
    const int no_advice = 0x7fffffff;
    return !system_call(SYS_madvise, 0, 0, no_advice);
}

void *pages_share(int descriptor, uint64_t offset, size_t size)
{
    return map(size, MAP_SHARED, descriptor, offset);
}

void pages_free(void *pages, size_t size)
{
    system_call(SYS_munmap, pages, size);
}

void pages_part(void *pages, size_t size)
{
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    system_call(SYS_mmap, pages, size, PROT_READ | PROT_WRITE, flags, -1, 0);
}

size_t pages_unit(void)
{
    return getauxval(AT_PAGESZ);
}
