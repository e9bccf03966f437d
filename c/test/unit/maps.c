#include "../../core/maps.h"

#include <fcntl.h>
#include <sys/mman.h>

#include "../../core/bytes.h"
#include "../../core/system.h"
#include "../../core/text.h"
#include "../check.h"

static const char *found(const void *address)
{
    static struct mapping mapping;
    return maps_find(address, &mapping) ? bytes_base_name(mapping.path) : "nothing";
}

/* Two pages of this program behind one another, with a page between that nothing can be in, or that was written. */
static uint64_t base_behind(int protection)
{
    struct mapping mapping;
    long file = system_call(SYS_openat, AT_FDCWD, "/proc/self/exe", O_RDONLY);
    char *pages = mmap(NULL, 5 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + 2 * 4096, 4096, protection);
    for (int page = 1; page <= 3; page += 2)
        mmap(pages + page * 4096, 4096, PROT_READ, MAP_PRIVATE | MAP_FIXED, (int)file, 0);
    bool has = maps_find(pages + 3 * 4096, &mapping);
    munmap(pages, 5 * 4096);
    system_call(SYS_close, file);
    return has ? (mapping.base - (uint64_t)pages) / 4096 : 0;
}

int main(void)
{
    static int here = 1;
    CHECK(base_behind(PROT_NONE), 1);
    CHECK(base_behind(PROT_READ | PROT_WRITE), 3);
    char *pages = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK_TEXT(text_of(found(main)), "maps");
    CHECK_TEXT(text_of(found(&here)), "maps");
    CHECK_TEXT(text_of(found(pages)), "");
    munmap(pages, 4096);
    CHECK_TEXT(text_of(found(pages)), "nothing");
    CHECK_TEXT(text_of(found((void *)8)), "nothing");
    CHECK_END;
}
