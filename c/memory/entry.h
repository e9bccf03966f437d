/* What every entry of memory uses. An entry decides, fails, and calls:
 *
 *     int error = memory_error(CALL(mprotect));
 *     if (error)
 *         return fail(error);
 *     return real.mprotect(address, length, protection);
 *
 * An allocator may be anywhere above: it maps memory while it holds its locks, before any constructor has run, in the
 * loader, in a child of vfork. Nothing here allocates. */
#ifndef CHAOS_MEMORY_ENTRY_H
#define CHAOS_MEMORY_ENTRY_H

#include "../core/damage.h"
#include "../core/fail.h"
#include "../core/named.h"
#include "names.h"

#define SYMBOLS_DEF "../memory/symbols.def"
#define OPERATIONS_DEF "../memory/operations.def"
#define KINDS_DEF "../memory/kinds.def"
#include "../core/symbols.h"

extern const struct names memory_names __attribute__((visibility("hidden")));

/* What a mapping is of; other calls have NAMES_NO_KIND. */
enum {
#define KIND(name) KIND_##name,
#include "../core/kinds.h"
};

/* Decides on one call, waits where a rule says so, and returns the error to fail with, or 0. */
int memory_error(struct call call);

#endif
