#include "errnos.h"

#include <errno.h>

#include "bytes.h"

int errnos_number(struct text name)
{
    static const char names[] =
#define ERRNO(name) #name "\0"
#include "errnos.def"
#undef ERRNO
        ;
    static const unsigned char numbers[] = {
#define ERRNO(name) name,
#include "errnos.def"
#undef ERRNO
        0};
    return numbers[text_find(names, name)];
}
