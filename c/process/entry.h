/* What every entry of process uses. An entry decides, fails, and calls:
 *
 *     int error = process_error(CALL(kill));
 *     if (error)
 *         return fail(error);
 *     return real.kill(process, signal); */
#ifndef CHAOS_PROCESS_ENTRY_H
#define CHAOS_PROCESS_ENTRY_H

#include "../core/fail.h"
#include "../core/library.h"
#include "names.h"

#define SYMBOLS_DEF "../process/symbols.def"
#define OPERATIONS_DEF "../process/operations.def"
#include "../core/symbols.h"

/* Decides on one call, waits where a rule says so, and returns the error to fail with, or 0. */
int process_error(struct call call);
/* Whether a rule has failed a fork of this process, or one before it that it was forked from. */
extern bool process_fork_failed __attribute__((visibility("hidden")));

#endif
