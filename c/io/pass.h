/* Bodies of all the calls that are only let pass or failed with -1, by what their target is. They hand on whatever the
 * caller gave, as words in the registers in which it came; a name that takes fewer ignores the rest. Each entry has the
 * signature that the compiler checks. */
#ifndef CHAOS_IO_PASS_H
#define CHAOS_IO_PASS_H

#include "entry.h"

BODY int pass_descriptor(int fd, long first, long second, long third, unsigned name);
NOTHROW int pass_path(const char *path, long argument, unsigned name);
BODY int pass_at(int directory, const char *path, long first, long second, long third, unsigned name);

#endif
