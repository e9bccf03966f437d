/* The names of errnos. */
#ifndef CHAOS_ERRNOS_H
#define CHAOS_ERRNOS_H

#include "text.h"

/* The number that the libc of this cell gives the name, or that is itself written; 0 where there is no such errno. */
int errnos_number(struct text name);

#endif
