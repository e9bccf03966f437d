/* The names of signals. */
#ifndef CHAOS_SIGNALS_H
#define CHAOS_SIGNALS_H

#include "text.h"

/* The number of the name, with or without SIG before it, or 0. */
int signals_number(struct text name);

#endif
