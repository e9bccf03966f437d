#include "signals.h"

#include <signal.h>

/* They have the numbers from 1 on, without a gap, on every architecture that this is built for. */
int signals_number(struct text name)
{
    static const char names[] =
#define SIGNAL(name) #name "\0"
#include "signals.def"
#undef SIGNAL
        ;
    if (text_begins(name, "SIG"))
        name = (struct text){name.start + 3, name.length - 3};
    int number = 1 + (int)text_find(names, name);
    return number <= SIGSYS ? number : 0;
}
