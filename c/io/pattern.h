/* Patterns of paths: in a name `*` stands for any bytes and `?` for one, `**` alone for any number of names. Pure. */
#ifndef CHAOS_IO_PATTERN_H
#define CHAOS_IO_PATTERN_H

#include "../core/text.h"

bool pattern_is(struct text selector);
/* Of one that begins with a slash: how much stands before its first wildcard. */
uint32_t pattern_rank(struct text pattern);
/* Whether the pattern fits an absolute path, or a directory that it is in. */
bool pattern_matches(struct text pattern, struct text path);

#endif
