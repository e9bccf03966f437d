/* What every entry of process uses. An entry decides, fails, and calls:
 *
 *     int error = process_error(CALL(kill));
 *     if (error)
 *         return fail(error);
 *     return real.kill(process, signal); */
#ifndef CHAOS_PROCESS_ENTRY_H
#define CHAOS_PROCESS_ENTRY_H

#include "../core/fail.h"
#include "../core/named.h"
#include "names.h"

#define SYMBOLS_DEF "../process/symbols.def"
#define OPERATIONS_DEF "../process/operations.def"
#include "../core/symbols.h"

extern const struct names process_names __attribute__((visibility("hidden")));

/* Decides on one call, waits where a rule says so, and returns the error to fail with, or 0. */
static inline int process_error(struct call call)
{
    struct fault fault;
    return library_idle(call.operation) ? 0 : named_fault(&fault, &process_names, call, call.symbol, NAMES_NO_KIND);
}

/* The next vfork is known. */
void vfork_started(void);

#endif
