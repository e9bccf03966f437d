#include "signals.h"

#include "bytes.h"

/* They have the numbers from 1 on, without a gap, on every architecture that this is built for. */
int signals_number(struct text name)
{
    static const char names[] =
#define SIGNAL(name) #name "\0"
#include "signals.def"
#undef SIGNAL
        ;
    const char *known = names;
    for (int number = 1; *known; number++, known += bytes_length(known) + 1)
        if (text_is(name, known) || text_is(name, known + 3))
            return number;
    return 0;
}
