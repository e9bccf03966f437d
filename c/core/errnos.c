#include "errnos.h"

#include <errno.h>

/* All names begin with this letter, and have the numbers from 1 on but for three. */
int errnos_number(struct text name)
{
    static const char names[] =
#define ERRNO(name) #name "\0"
#include "errnos.def"
#undef ERRNO
        ;
    uint64_t given;
    if (text_number(name, &given))
        return given <= EHWPOISON ? (int)given : 0;
    if (!text_begins(name, "E"))
        return 0;
    int number = 1 + (int)text_find(names, (struct text){name.start + 1, name.length - 1});
    switch (number) {
    case 41:
        return EWOULDBLOCK;
    case 58:
        return EDEADLOCK;
    case EHWPOISON + 1:
        return EOPNOTSUPP;
    default:
        return number <= EHWPOISON ? number : 0;
    }
}
