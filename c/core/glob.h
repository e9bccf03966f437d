/* Shell patterns over one name: `*` any bytes, `?` one character of UTF-8, everything else itself. Pure. */
#ifndef CHAOS_GLOB_H
#define CHAOS_GLOB_H

#include "text.h"

bool glob_matches(struct text pattern, struct text name);

#endif
