/* What every entry of time uses. An entry decides, fails, and calls:
 *
 *     struct fault fault;
 *     if (time_fault(&fault, CALL(clock_getres), clock))
 *         return fail(fault.error);
 *     return real.clock_getres(clock, time);
 *
 * Clocks are shifted behind the call (shift.h), lengths of time before it. The call is the caller's own but for that:
 * errno, cancellation and signals are those of the libc's function. */
#ifndef CHAOS_TIME_ENTRY_H
#define CHAOS_TIME_ENTRY_H

#include "../core/damage.h"
#include "../core/fail.h"
#include "../core/named.h"
#include "names.h"

#define SYMBOLS_DEF "../time/symbols.def"
#define OPERATIONS_DEF "../time/operations.def"
#define KINDS_DEF "../time/kinds.def"
#include "../core/symbols.h"

extern const struct names time_names __attribute__((visibility("hidden")));

/* Decides on one call on a clock, or on NAMES_NO_KIND, waits where a rule says so, and returns the error to fail with,
 * or 0. */
int time_fault(struct fault *fault, struct call call, int clock);
/* library_idle, where a call more is not felt: of calls that wait, or are rare. */
bool time_idle(unsigned operation);
/* Whether a time, of whatever unit, can be read where a program says; the kernel says EFAULT where it can't. errno is
 * left alone. */
NOTHROW bool time_is_readable(const void *time);

#endif
