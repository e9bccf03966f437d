/* From a call that rules know by its name to its fault. */
#ifndef CHAOS_NAMED_H
#define CHAOS_NAMED_H

#include "library.h"
#include "names.h"
#include "verdict.h"

/* Decides on one call, waits where a rule says so, and returns the error to fail with, or 0; what else has to be done
 * is left in the fault, none of which points into the rules. `as` and `kind` as in names_select. Who wants to be fast
 * lets calls pass by library_idle before. */
int named_fault(struct fault *fault, const struct names *names, struct call call, unsigned as, int kind);

#endif
