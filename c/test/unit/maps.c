#include "../../core/maps.h"

#include <sys/mman.h>

#include "../../core/bytes.h"
#include "../../core/text.h"
#include "../check.h"

static const char *found(const void *address)
{
    static struct mapping mapping;
    return maps_find(address, &mapping) ? bytes_base_name(mapping.path) : "nothing";
}

int main(void)
{
    static int here = 1;
    char *pages = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK_TEXT(text_of(found(main)), "maps");
    CHECK_TEXT(text_of(found(&here)), "maps");
    CHECK_TEXT(text_of(found(pages)), "");
    munmap(pages, 4096);
    CHECK_TEXT(text_of(found(pages)), "nothing");
    CHECK_TEXT(text_of(found((void *)8)), "nothing");
    CHECK_END;
}
