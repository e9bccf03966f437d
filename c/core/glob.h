/* Shell patterns over one name: `*` any bytes, `?` one byte, everything else itself. Pure. */
#ifndef CHAOS_GLOB_H
#define CHAOS_GLOB_H

#include "text.h"

bool glob_matches(struct text pattern, struct text name);

#endif
