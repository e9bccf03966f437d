#include "errnos.h"

#include <errno.h>

#include "bytes.h"

int errnos_number(struct text name)
{
    /* One string: a table of pointers would have to be relocated in every process. */
    static const char names[] =
#define ERRNO(name) #name "\0"
#include "errnos.def"
#undef ERRNO
        ;
    static const unsigned char numbers[] = {
#define ERRNO(name) name,
#include "errnos.def"
#undef ERRNO
    };
    const char *known = names;
    for (size_t i = 0; *known; i++, known += bytes_length(known) + 1)
        if (text_is(name, known))
            return numbers[i];
    return 0;
}
